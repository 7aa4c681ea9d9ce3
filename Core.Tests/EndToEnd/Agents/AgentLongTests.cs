using System.Text.RegularExpressions;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Tests.EndToEnd.Agents.Terminal;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>A budget crossed during an agent's work, a run frozen there, and a subagent.</summary>
[Category("System")]
[Category("Long")]
[Parallelizable(ParallelScope.All)]
public sealed partial class AgentLongTests
{
    private const string Refusal = "budget is exhausted";

    private static IEnumerable<string> Names => KnownAgents.All.Select(agent => agent.Name);

    [TestCaseSource(nameof(Names))]
    public async Task The_agent_shows_the_refusal_and_ends(string name)
    {
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named(name), [Tasks.Mend], Budget(KnownAgents.Named(name)));
        CommandResult result = await host.OneShotAsync("Please mend the sum.");
        string told = $"{result}\n{host.Describe()}\n{(await host.Host.BotBottleAsync("log")).Output}";
        bool isShown = Flat(result.Output + result.Error).Contains(Refusal, StringComparison.Ordinal);
        Assert.That(isShown, told);
        Assert.That(result.Output + result.Error, Does.Not.Contain(Tasks.Mend.LastWord), told);
        int refused = await RefusedAsync(host);
        Assert.That(refused, Is.InRange(1, 6), told);
        await host.LedgerHoldsAsync();
        AgentTable.Saw(host.Agent, AgentTable.Refusal, $"{refused}, our text, exit {result.ExitCode}");
    }

    [TestCaseSource(nameof(Names))]
    public async Task The_agent_continues_in_its_terminal_after_a_raise(string name)
    {
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named(name), [Tasks.Mend, Tasks.Look], Budget(KnownAgents.Named(name)));
        await using AgentTerminal terminal = host.Terminal();
        await terminal.UntilAsync(host.Agent.Ready);
        await terminal.TypeLineAsync("Please mend the sum", () => host.Model.HasSeen(Tasks.Mend));
        await terminal.UntilAsync(screen => Flat(screen).Contains(Refusal, StringComparison.Ordinal), Refusal);
        CommandResult raised = await host.RunAsync("budget", "set", $"{host.Agent.Provider}=1M");
        Assert.That(raised.ExitCode, Is.Zero, raised.ToString());
        await terminal.TypeLineAsync("Please look around", () => host.Model.HasSeen(Tasks.Look));
        await terminal.UntilAsync(Tasks.Look.LastWord);
        Assert.That(File.Exists(Path.Combine(host.Work, "seen.txt")), host.Describe());
        await terminal.LeaveAsync(host.Agent);
        await host.LedgerHoldsAsync();
        AgentTable.Saw(host.Agent, AgentTable.GoOn, "yes, at the next prompt");
    }

    [TestCaseSource(nameof(Names))]
    public async Task The_agent_is_frozen_during_work_and_continues_after_the_resume(string name)
    {
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named(name), [Tasks.Count]);
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Model.BeforeStep = async (_, done, cancellation) =>
        {
            if (done == 1 && held.TrySetResult())
            {
                await Task.Delay(Timeout.Infinite, cancellation);
            }
        };
        Task<CommandResult> run = host.OneShotAsync("Please count up.", "--name", "worker");
        Assert.That(await Task.WhenAny(held.Task, run), Is.SameAs(held.Task), run.IsCompleted ? $"{await run}\n{host.Describe()}" : "");
        CommandResult frozen = await host.RunAsync("freeze", "worker");
        Assert.That(frozen.ExitCode, Is.Zero, frozen.ToString());
        Assert.That((await run).ExitCode, Is.EqualTo(137));
        CommandResult resumed = await host.RunAsync("resume", "worker");
        string told = $"{resumed}\n{host.Describe()}";
        Assert.That(resumed.ExitCode, Is.Zero, told);
        Assert.That(resumed.Output + resumed.Error, Does.Contain(Tasks.Count.LastWord), told);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(host.Work, "begun.txt")), Is.EqualTo("begun\nbegun\n"), told);
        AgentTable.Saw(host.Agent, AgentTable.Resume, "yes, its command begins anew among its files, with its key");
    }

    [TestCaseSource(nameof(Names))]
    public async Task The_agent_delegates_a_part_to_a_subagent(string name)
    {
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named(name), [Tasks.Share, Tasks.Look]);
        CommandResult result = await host.OneShotAsync("Please share the work.");
        string told = $"{result}\n{host.Describe()}";
        Assert.That(result.ExitCode, Is.Zero, told);
        Assert.That(host.Model.Mistakes, Is.Empty, told);
        Assert.That(result.Output + result.Error, Does.Contain(Tasks.Share.LastWord), told);
        Assert.That(host.Model.HasSeen(Tasks.Look), told);
        Assert.That(File.Exists(Path.Combine(host.Work, "seen.txt")), told);
        await host.LedgerHoldsAsync();
        AgentTable.Saw(host.Agent, AgentTable.Subagent, $"yes, by `{host.Agent.ToolFor(Tasks.Share.Steps[0])}`");
    }

    /// <summary>Two and a half calls: an agent's calls besides its turn (a title, a route) count as well.</summary>
    private static string Budget(Agent agent) => $"budget: {{{agent.Provider}: {{tokens: {(ScriptedModel.CallUsage.Total * 5) / 2}, gate: off}}}}";

    /// <summary>The number of refused model calls.</summary>
    private static async Task<int> RefusedAsync(AgentHost host)
    {
        using ControllerClient controller = host.Host.Controller;
        int refused = 0;
        await foreach (LoggedEvent logged in controller.EventsAsync())
        {
            refused += logged.Event == EventKind.EgressBlock && logged.Data?["reason"]?.GetValue<string>() == "budget_exhausted" ? 1 : 0;
        }

        return refused;
    }

    /// <summary>A text without the characters that a screen puts between words: line ends, frames, runs of blanks.</summary>
    private static string Flat(string screen) => Between().Replace(screen, " ");

    [GeneratedRegex(@"[\s│┃|]+")]
    private static partial Regex Between();
}
