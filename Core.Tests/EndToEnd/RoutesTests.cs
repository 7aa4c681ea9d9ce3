using System.Collections.Concurrent;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using Microsoft.AspNetCore.Http;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>The effects of a routes file on real clients in a bottle.</summary>
[Category("System")]
public sealed class RoutesTests
{
    private const string Secret = "tok-0123456789-of-the-host";

    [Test]
    public async Task A_clone_works_if_a_route_allows_it_and_git_prints_the_refusal_of_a_push()
    {
        await using CliHost host = await CliHost.StartAsync();
        string repositories = Path.Combine(host.Root, "repositories");
        await GitSite.CreateAsync(repositories, "repo");
        await using LoopbackSite site = await LoopbackSite.StartAsync(
            ["fetch.example", "closed.example"], context => GitSite.ServeAsync(context, repositories));
        site.Settle(host, "fetch.example", "closed.example");
        string routes = WriteRoutes(host, "routes:\n- {host: fetch.example, git: {fetch: true}}\n- {host: closed.example}\n");

        CommandResult cloned = await RunAsync(host, routes, "sh", "-c", "git clone -q https://fetch.example/repo.git && cat repo/file && git -C repo fetch -q");
        Assert.That((cloned.ExitCode, cloned.Output), Is.EqualTo((0, "hello\n")), cloned.ToString());

        CommandResult refused = await RunAsync(host, routes, "git", "clone", "https://closed.example/repo.git", "other");
        Assert.That(refused.ExitCode, Is.Not.Zero, refused.ToString());
        Assert.That(refused.Error, Does.Contain("remote: Bot Bottle: git clone and fetch over HTTPS need a route with git: {fetch: true}"), refused.ToString());

        CommandResult pushed = await RunAsync(
            host, routes, "sh", "-c",
            "cd repo && echo more >>file && git -c user.name=a -c user.email=a@b commit -qam second && git push origin main");
        Assert.That(pushed.ExitCode, Is.Not.Zero, pushed.ToString());
        Assert.That(pushed.Error, Does.Contain("remote: Bot Bottle: git push over HTTPS is not allowed").And.Contain("push from the host"), pushed.ToString());
        CommandResult log =
            await Command.RunAsync("git", ["-c", "safe.directory=*", "-C", Path.Combine(repositories, "repo.git"), "log", "--format=%s"], host.Root);
        Assert.That(log.Output, Is.EqualTo("first\n"), log.ToString());
    }

    [Test]
    public async Task A_routes_credential_reaches_only_its_host()
    {
        await using CliHost host = await CliHost.StartAsync();
        ConcurrentQueue<string> seen = new();
        await using LoopbackSite site = await LoopbackSite.StartAsync(["api.example", "other.example"], async context =>
        {
            seen.Enqueue($"{context.Request.Host} {context.Request.Headers.Authorization} {context.Request.Headers.Cookie}");
            await context.Response.WriteAsync(context.Request.Path == "/echo" ? $"you sent {context.Request.Headers.Authorization}" : "fine");
        });
        site.Settle(host, "api.example", "other.example");
        string routes = WriteRoutes(host, "log: all\nroutes:\n- {host: api.example, auth_scheme: Bearer, token_env: API_TOKEN}\n- {host: other.example}\n");
        const string Curl = "curl -sS -H 'Authorization: Bearer mine' -H 'Cookie: mine'";
        string[] agent = [
            "sh", "-c",
            $"env; {Curl} https://api.example/; {Curl} https://other.example/; {Curl} https://api.example/echo; curl -sS http://_egress.local/allowlist; curl "
                + "-sSi http://_egress.local/readme; curl -sS http://_egress.local/"];

        CommandResult result = await RunAsync(host, routes, [("API_TOKEN", Secret)], agent);
        Assert.That(
            seen, Is.EqualTo(new[] { $"api.example Bearer {Secret} ", "other.example Bearer mine mine", $"api.example Bearer {Secret} " }), result.ToString());
        Assert.That(result.Output, Does.Contain("finefine").And.Contain("api.example").And.Not.Contain(Secret), result.ToString());
        Assert.That(result.Error, Does.Not.Contain(Secret));
        Assert.That(result.Output, Does.Contain("Content-Type: text/plain; charset=utf-8").And.Contain(AgentNotice.Text()).And.Contain(
            "there are /allowlist, /budget and /readme"));

        CommandResult unset = await RunAsync(host, routes, "curl", "-sSi", "https://api.example/");
        Assert.That(unset.Output, Does.Contain("HTTP/1.1 403 ").And.Contain("credential_missing").And.Contain("API_TOKEN is not set"), unset.ToString());
        Assert.That(unset.Error, Does.Contain("API_TOKEN is not set"));

        Assert.That((await host.BotBottleAsync("log", "--json")).Output, Does.Contain("dlp_match").And.Contain("egress_allow").And.Not.Contain(Secret));
        CommandResult known = await Command.RunAsync("grep", ["-rlaF", "credential_missing", host.Home], host.Root);
        Assert.That(known.Output, Does.Contain("bot-bottle.db"), "the search itself works");
        CommandResult found = await Command.RunAsync("grep", ["-rlaF", Secret, host.Home], host.Root);
        Assert.That((found.ExitCode, found.Output), Is.EqualTo((1, "")), found.ToString());
    }

    [Test]
    public async Task Edits_apply_to_the_next_request_of_an_open_tunnel_and_streams_finish()
    {
        await using CliHost host = await CliHost.StartAsync();
        TaskCompletionSource streaming = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LoopbackSite site = await LoopbackSite.StartAsync(["site.example"], async context =>
        {
            if (context.Request.Path == "/stream")
            {
                await context.Response.WriteAsync("begun ");
                await context.Response.Body.FlushAsync();
                streaming.TrySetResult();
                await release.Task;
            }

            await context.Response.WriteAsync($"end of {context.Request.Path}\n");
        });
        site.Settle(host, "site.example");
        string routes = WriteRoutes(host, "routes:\n- {host: site.example}\n");
        Task<CommandResult> run = RunAsync(
            host, routes, "curl", "-sSN", "-w", "%{http_code} %{num_connects}\n",
            "https://site.example/one", "https://site.example/stream", "https://site.example/two", "https://site.example/one");
        await streaming.Task.WaitAsync(TimeSpan.FromSeconds(120));

        WriteRoutes(host, "routes:\n- host: site.example\n  matches: [{paths: [{type: exact, value: /one}]}]\n");
        await UntilAsync(host, EventKind.RouteReload, "1 routes");
        WriteRoutes(host, "routes:\n- hots: site.example\n");
        await UntilAsync(host, EventKind.RouteReloadFailed, "routes.yml:2:3: unknown key 'hots' in a route; did you mean 'host'?");
        release.SetResult();

        CommandResult result = await run;
        string[] lines = result.Output.Split('\n');
        Assert.That(lines[..4], Is.EqualTo(new[] { "end of /one", "200 1", "begun end of /stream", "200 0" }), result.ToString());
        Assert.That(result.Output, Does.Contain("route_not_matched").And.Contain("403 0\n").And.EndWith("end of /one\n200 0\n"), result.ToString());
    }

    [TestCase("routes: []", null)]
    [TestCase("routes:\n- {hst: a.example}\n", "routes.yml:2:4: unknown key 'hst' in a route; did you mean 'host'?")]
    [TestCase(null, "without its routes file no run starts")]
    public async Task A_missing_or_broken_file_prevents_the_start(string? text, string? complaint)
    {
        await using CliHost host = await CliHost.StartAsync();
        string routes = Path.Combine(host.Root, "routes.yml");
        if (text is not null)
        {
            WriteRoutes(host, text);
        }

        CommandResult result = await RunAsync(host, routes, "curl", "-sS", "https://api.anthropic.com/v1/models");
        Assert.That(result.ExitCode, Is.EqualTo(complaint is null ? 0 : 2), result.ToString());
        Assert.That(complaint is null ? result.Output : result.Error, Does.Contain(complaint ?? "host_not_allowed"), result.ToString());
    }

    private static string WriteRoutes(CliHost host, string text)
    {
        string path = Path.Combine(host.Root, "routes.yml");
        File.WriteAllText(path, text);
        return path;
    }

    private static Task<CommandResult> RunAsync(CliHost host, string routes, params string[] command) => RunAsync(host, routes, [], command);

    private static Task<CommandResult> RunAsync(CliHost host, string routes, (string Name, string Value)[] variables, string[] command)
    {
        Dictionary<string, string?> environment = host.Environment();
        environment["API_TOKEN"] = null;
        foreach ((string name, string value) in variables)
        {
            environment[name] = value;
        }

        return Command.RunAsync(CliHost.Cli, ["run", "--routes", routes, "--", .. command], host.Work, environment);
    }

    /// <summary>Waits for an event. The moment in which an edit has emptied the file may be reported before it.</summary>
    private static async Task UntilAsync(CliHost host, EventKind kind, string message)
    {
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(120));
        using ControllerClient controller = host.Controller;
        await foreach (LoggedEvent happened in controller.EventsAsync(0, follow: true, audit: true, bound.Token))
        {
            if (happened.Event == kind && happened.Message.Contains(message, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException("the stream of events ended");
    }
}
