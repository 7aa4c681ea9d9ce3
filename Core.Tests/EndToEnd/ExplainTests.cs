using System.Text.Json;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Text;
using Microsoft.AspNetCore.Http;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>Compares the result of <c>explain</c> for a live run with the response to curl in its bottle.</summary>
[Category("System")]
public sealed class ExplainTests
{
    private const string Routes = """
        routes:
        - {host: open.example, matches: [{methods: [GET, PUT], paths: [{type: prefix, value: /ok}]}]}
        - {host: team.example, matches: [{headers: [{name: X-Team, value: core}]}]}
        - {host: fetch.example, git: {fetch: true}}
        - {host: closed.example}
        - {host: unset.example, auth_scheme: Bearer, token_env: API_TOKEN}
        """;

    private const string Upgrade =
        " -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='";

    /// <summary>The verdict, the arguments of curl, the arguments of explain.</summary>
    private static readonly (string Verdict, string Curl, string[] Explain)[] Rows =
    [
        ("allowed", "https://open.example/ok", ["https://open.example/ok"]),
        ("allowed", "-X PUT https://open.example/ok/x", ["https://open.example/ok/x", "--method", "PUT"]),
        ("route_not_matched", "-X DELETE https://open.example/ok", ["https://open.example/ok", "--method", "DELETE"]),
        ("route_not_matched", "https://open.example/other", ["https://open.example/other"]),
        ("allowed", "-H 'X-Team: core' https://team.example/", ["https://team.example/", "--header", "X-Team: core"]),
        ("route_not_matched", "https://team.example/", ["https://team.example/"]),
        ("host_not_allowed", "https://denied.example/", ["https://denied.example/"]),
        ("allowed", "'https://fetch.example/r.git/info/refs?service=git-upload-pack'", ["https://fetch.example/r.git/info/refs?service=git-upload-pack"]),
        ("git_push_denied", "'https://fetch.example/r.git/info/refs?service=git-receive-pack'",
            ["https://fetch.example/r.git/info/refs?service=git-receive-pack"]),
        ("git_fetch_denied", "'https://closed.example/r.git/info/refs?service=git-upload-pack'",
            ["https://closed.example/r.git/info/refs?service=git-upload-pack"]),
        ("route_not_matched", "https://open.example/socket" + Upgrade, ["wss://open.example/socket"]),
        ("host_not_allowed", "https://denied.example/" + Upgrade, ["https://denied.example/", "--websocket"]),
        ("credential_missing", "https://unset.example/", ["https://unset.example/"]),
        ("answered", "http://_egress.local/allowlist", ["http://_egress.local/allowlist"]),
    ];

    [Test]
    public async Task The_run_does_what_explain_says()
    {
        await using CliHost host = await CliHost.StartAsync();
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] names = ["open.example", "team.example", "fetch.example", "closed.example", "unset.example"];
        await using LoopbackSite site = await LoopbackSite.StartAsync(names, async context =>
        {
            if (context.Request.Path == "/ok/wait")
            {
                asked.SetResult();
                await release.Task;
            }

            await context.Response.WriteAsync("fine");
        });
        site.Settle(host, names);
        string routes = Path.Combine(host.Root, "routes.yml");
        await File.WriteAllTextAsync(routes, Routes);
        string script = string.Join('\n', Rows.Select(row => $"curl -s -o /dev/null -w '%{{http_code}} %header{{x-bot-bottle-reason}}\\n' {row.Curl}"))
            + "\ncurl -s https://open.example/ok/wait >/dev/null";
        Task<CommandResult> run = host.BotBottleAsync("run", "--name", "tester", "--routes", routes, "--", "sh", "-c", script);
        Assert.That(await Task.WhenAny(asked.Task, run), Is.SameAs(asked.Task), run.IsCompleted ? (await run).ToString() : "");

        List<Explanation> told = [];
        foreach ((string verdict, _, string[] explain) in Rows)
        {
            Explanation explained = await ExplainAsync(host, explain);
            Assert.That(VerdictOf(explained), Is.EqualTo(verdict), explain[0]);
            told.Add(explained);
        }

        CommandResult text = await host.BotBottleAsync("explain", "tester", "https://open.example/ok", "-X", "DELETE");
        Assert.That((text.ExitCode, text.Output), Is.EqualTo((0, $"""
            refused: DELETE https://open.example/ok of tester
              code         route_not_matched (403)
              rule         none of {routes}:2 (open.example)
              says         Bot Bottle: no route of the allowlist matches DELETE open.example:443/ok: none of {routes}:2 (open.example)
              to allow it  widen {routes}:2 (open.example): the method DELETE is not GET or PUT

            """)), text.ToString());

        await host.BotBottleAsync("controller", "stop");
        // The verb starts the next controller.
        CommandResult first = await host.BotBottleAsync(["explain", "tester", .. Rows[0].Explain]);
        Assert.That(first.ExitCode, Is.Zero, first.ToString());
        Explanation after = await ExplainAsync(host, Rows[0].Explain);
        Assert.That((VerdictOf(after), after.Rule), Is.EqualTo(("allowed", $"{routes}:2 (open.example)")), "the next controller knows the routes");

        CommandResult unknown = await host.BotBottleAsync("explain", "nobody", "https://open.example/ok");
        Assert.That((unknown.ExitCode, unknown.Error), Is.EqualTo((1, "bot-bottle: no live run is called 'nobody'; there is tester\n")), unknown.ToString());
        CommandResult wrong = await host.VerbAsync("explain", "tester", "open.example");
        Assert.That(wrong.ExitCode, Is.EqualTo(2), wrong.ToString());
        Assert.That(wrong.Error, Does.Contain("write the scheme too, for example https://open.example"));

        release.SetResult();
        CommandResult result = await run;
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(Rows.Length), result.ToString());
        Assert.Multiple(() =>
        {
            for (int i = 0; i < Rows.Length; i++)
            {
                string expected = told[i].Status is { } status ? $"{status} {VerdictOf(told[i])}" : "200 ";
                Assert.That(lines[i], Is.EqualTo(expected), Rows[i].Curl);
            }
        });
    }

    private static async Task<Explanation> ExplainAsync(CliHost host, string[] arguments)
    {
        CommandResult result = await host.VerbAsync(["explain", "tester", .. arguments, "--json"]);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        return JsonSerializer.Deserialize(result.Output, ControlJson.Default.Explanation)!;
    }

    private static string VerdictOf(Explanation told) => told.Code is { } code ? WireNames.Of(code) : WireNames.Of(told.Verdict);
}
