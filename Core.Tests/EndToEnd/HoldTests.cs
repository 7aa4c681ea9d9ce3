using BotBottle.Controller.Demo;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>No hold remains after any end of a call, with real processes and a run that continues.</summary>
[Category("System")]
public sealed class HoldTests
{
    private const string Call =
        "curl -sSN https://api.anthropic.com/v1/messages -H 'content-type: application/json' -d "
            + "'{\"model\":\"m\",\"max_tokens\":64,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}'";

    [Test]
    public async Task No_hold_remains_after_an_abort_and_a_kill_of_proxy_and_controller()
    {
        await using CliHost host = await CliHost.StartAsync(
            _ => new SimulatedAnswer(new TokenUsage(300, 0, 0, 50, 0), [" a", " b", " c", " d"], TimeSpan.FromMilliseconds(600)),
            "budget: {claude: {tokens: 1000000, gate: strict}}");
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(120));
        Task<CommandResult> run = host.InBottleAsync(["--name", "holder"], "sh", "-c", $$"""
            {{Call}} > /dev/null 2>&1 & first=$!
            {{Call}} > /dev/null 2>&1 & second=$!
            while [ ! -e go1 ]; do sleep 0.05; done
            kill -9 $first $second
            for i in 2 3; do while [ ! -e go$i ]; do sleep 0.05; done; {{Call}} > /dev/null 2>&1; done
            while [ ! -e stop ]; do sleep 0.05; done
            """);

        Assert.That(await host.UntilCallsAsync(2, run, bound.Token), Is.True, await host.DescribeAsync());
        await File.WriteAllTextAsync(Path.Combine(host.Work, "go1"), "", CancellationToken.None);
        long aborted = await UntilNothingIsHeldAsync(host, 1, bound.Token);
        Assert.That(aborted, Is.EqualTo(700), "both responses were read to the end");

        await File.WriteAllTextAsync(Path.Combine(host.Work, "go2"), "", CancellationToken.None);
        Assert.That(await host.UntilCallsAsync(3, run, bound.Token), Is.True);
        HomeProcesses.KillNow(host.Processes.Proxy()!.Value);
        long died = await UntilNothingIsHeldAsync(host, aborted + 1, bound.Token);
        Assert.That(died - aborted, Is.EqualTo(300 + 64), "the counted input and the whole output limit, by estimate");

        await File.WriteAllTextAsync(Path.Combine(host.Work, "go3"), "", CancellationToken.None);
        Assert.That(await host.UntilCallsAsync(4, run, bound.Token), Is.True);
        HomeProcesses.KillNow(host.Processes.Controller()!.Value);
        Assert.That(await UntilNothingIsHeldAsync(host, died + 1, bound.Token), Is.EqualTo(died + 350));

        await File.WriteAllTextAsync(Path.Combine(host.Work, "stop"), "", CancellationToken.None);
        Assert.That((await run).ExitCode, Is.Zero);
    }

    // Returns the spend when it has reached an amount and nothing is held.
    private static async Task<long> UntilNothingIsHeldAsync(CliHost host, long least, CancellationToken bound)
    {
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(50));
        BudgetView? seen = null;
        while (await look.WaitForNextTickAsync(CancellationToken.None))
        {
            Assert.That(bound.IsCancellationRequested, Is.False, $"{seen}");
            try
            {
                using ControllerClient controller = host.Controller;
                seen = (await controller.BudgetsAsync(CancellationToken.None)).Single();
            }
            catch (ControllerException)
            {
                // The controller was killed, and another one is starting.
                continue;
            }

            if (seen.Spent >= least && seen.Held == 0)
            {
                return seen.Spent;
            }
        }

        throw new InvalidOperationException();
    }
}
