using System.Text.Json;
using System.Text.Json.Nodes;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Tests.Controller.Approvals;
using Microsoft.Data.Sqlite;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>Held requests as an operator sees them on a terminal. The test plays the run's proxy with its client for the controller.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class ApprovalTests
{
    [Test]
    public async Task An_operators_decision_from_a_terminal_survives_the_controller()
    {
        await using CliHost host = await CliHost.StartAsync();
        Assert.That((await host.BotBottleAsync("controller", "start")).ExitCode, Is.Zero);
        using ControllerClient controller = host.Controller;
        RunRegistered registered = await controller.RegisterAsync(new RunRegistration(
            "otter", null, [], IsolationKind.None, null, new Dictionary<string, long>(), [], ["sleep"], host.Work, Environment.ProcessId));
        using ControllerClientForProxy proxy = new(new ControllerAddress(Path.Combine(host.Home, "proxy.sock"), registered.Token));
        string[] ids = [.. (await Task.WhenAll(Enumerable.Range(1, 4).Select(i => proxy.AskApprovalAsync(Asking.Request(i))))).Select(answer => answer.Id!)];

        CommandResult listing = await host.BotBottleAsync("approvals");
        foreach (string word in ids.Concat(["otter", "AWS access key", "body", "*.example.com", "POST api.example.com/v1/items", "key=AKIA************MPLE&x"]))
        {
            Assert.That(listing.Output, Does.Contain(word), listing.ToString());
        }

        Assert.That((await host.BotBottleAsync("ps")).Output, Does.EndWith("4 held requests wait for you: bot-bottle approvals\n"));
        CommandResult approved = await host.BotBottleAsync("approve", ids[0].ToUpperInvariant(), "nosuch", ids[2]);
        Assert.That(approved.ExitCode, Is.EqualTo(1), approved.ToString());
        Assert.That(approved.Output, Does.StartWith(
            $"{ids[0]}: approved for otter, api.example.com alone: AWS access key in body of POST api.example.com/v1/items\n{ids[2]}: approved"));
        Assert.That(approved.Error, Is.EqualTo("bot-bottle: no approval is called 'nosuch' (see `bot-bottle approvals --all`)\n"));
        Assert.That((await host.BotBottleAsync("reject", ids[1])).Output, Does.StartWith($"{ids[1]}: rejected for otter, any host: "));
        CommandResult late = await host.BotBottleAsync("approve", ids[1]);
        Assert.That((late.ExitCode, late.Error), Is.EqualTo((1, late.Error)));
        Assert.That(late.Error, Does.StartWith($"bot-bottle: {ids[1]} was rejected at ").And.Contain($"to revoke it: bot-bottle revoke {ids[1]}"));
        CommandResult revoked = await host.BotBottleAsync("revoke", ids[2]);
        Assert.That(
            revoked.Output, Does.StartWith($"{ids[2]}: revoked for otter; the next request asks again: AWS access key in body of "), revoked.ToString());
        string first = ids[2];
        ids[2] = (await proxy.AskApprovalAsync(Asking.Request(3))).Id!;
        CommandResult reaching = await host.BotBottleAsync("approve", ids[2], "--any-host", "--for", "1h", "--json");
        ApprovalView given3 = JsonSerializer.Deserialize(reaching.Output, ControlJson.Default.IReadOnlyListApprovalView)!.Single();
        Assert.That((given3.AnyHost, given3.Once, given3.Until - given3.DecidedAt), Is.EqualTo((true, false, TimeSpan.FromHours(1))), reaching.ToString());
        Assert.That((await host.BotBottleAsync("approvals", "--all")).Output,
            Does.Contain("REACH").And.Contain("any host, until 2").And.Contain("api.example.com alone"));
        Assert.That((await host.BotBottleAsync("approve", ids[3], "--for", "soon")).ExitCode, Is.EqualTo(2));

        Assert.That(HomeProcesses.KillNow((await controller.StatusAsync()).Pid), Is.True);
        CommandResult all = await host.BotBottleAsync("approvals", "--all", "--json");
        Assert.That(
            JsonSerializer.Deserialize(all.Output, ControlJson.Default.IReadOnlyListApprovalView)!.Select(approval => (approval.Id, approval.State)),
            Is.EquivalentTo(new[]
            {
                (ids[0], ApprovalState.Approved), (ids[1], ApprovalState.Rejected), (first, ApprovalState.Revoked), (ids[2], ApprovalState.Approved),
                (ids[3], ApprovalState.Pending),
            }));
        Assert.That((await proxy.AskApprovalAsync(Asking.Request(2))).Verdict, Is.EqualTo(ApprovalVerdict.Rejected));
        Assert.That((await proxy.AskApprovalAsync(Asking.Request(4))).Id, Is.EqualTo(ids[3]));
        CommandResult log = await host.BotBottleAsync("log", "--audit", "--json");
        JsonNode given = log.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)
            .Single(told => (string?)told["event"] == "approval_given" && (string?)told["data"]!["approval"] == ids[0]);
        Assert.That((string?)given["data"]!["by"], Does.StartWith("operator (uid "));
        Assert.That((string?)given["name"], Is.EqualTo("otter"));
    }

    [TestCase("", "supervise: true", true)]
    [TestCase("", "supervise: false", false)]
    [TestCase("--no-supervise", "supervise: true", false)]
    public async Task A_bottle_sets_supervision_and_the_command_line_overrides_it(string option, string line, bool supervised)
    {
        await using CliHost host = await CliHost.StartAsync();
        Directory.CreateDirectory(Path.Combine(host.Home, "bottles"));
        await File.WriteAllTextAsync(Path.Combine(host.Home, "bottles", "web.md"), $"---\n{line}\n---\n");
        CommandResult result = await host.InBottleAsync([.. option.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--bottle", "web"], "true");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        await host.BotBottleAsync("controller", "stop");
        using SqliteConnection store = new($"Data Source={Path.Combine(host.Home, "bot-bottle.db")};Pooling=False");
        store.Open();
        using SqliteCommand command = store.CreateCommand();
        command.CommandText = "SELECT (SELECT count(*) FROM runs) || ' ' || (SELECT count(*) FROM unsupervised_runs u JOIN runs r ON r.id = u.run)";
        Assert.That(command.ExecuteScalar(), Is.EqualTo(supervised ? "1 0" : "1 1"));
    }
}
