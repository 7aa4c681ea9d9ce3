using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Core.Tests.EndToEnd.Agents.Terminal;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>Ctrl-Z in an agent that a person has started in a shell. Both agents read the key themselves, tidy up and stop.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class AgentSuspendTests
{
    // A picture that is not whole yet, and a cursor that is hidden while one is drawn.
    private static readonly string[] WhileDrawing = ["2026", "25"];

    [TestCase("claude")]
    [TestCase("codex", Category = "Long")]
    public async Task Ctrl_z_stops_the_bottle_and_fg_brings_the_agent_back(string name)
    {
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named(name), [Tasks.Look]);
        await using AgentTerminal shell = host.Shell();
        shell.Send($"stty -g > ../before; {CliHost.Cli} run -- {name}; echo en''ded=$?\r");
        await shell.UntilAsync(host.Agent.Ready);
        string[] modes = [.. shell.Modes.Except(WhileDrawing)];
        Assert.That(modes, Is.Not.Empty, "the agent has switched some");

        shell.Send("\u001a");
        await shell.UntilAsync("Stopped");
        Assert.That(shell.Modes, Is.Empty, "the terminal is the shell's again");
        shell.Send("clear; stty -g > ../after; echo in-sh''ell\r");
        await shell.UntilAsync("in-shell");
        Assert.That(await SettingsAsync(host, "after"), Is.EqualTo(await SettingsAsync(host, "before")));
        int first = (await host.Host.RunsAsync()).Single().Pid!.Value;
        Assert.That(new ProcessNamespace(first).Members().Where(pid => !AgentProcess.IsHalted(pid)), Is.Empty, "the whole bottle stands still");

        shell.Send("fg; echo en''ded=$?\r");
        await shell.UntilAsync(host.Agent.Ready);
        await shell.UntilAsync(_ => !modes.Except(shell.Modes).Any(), $"modes {string.Join(' ', modes)}");
        await shell.TypeLineAgainAsync("Please look around", () => host.Model.HasSeen(Tasks.Look));
        await shell.UntilAsync(Tasks.Look.LastWord);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(host.Work, "seen.txt")), Is.EqualTo("looked\n"), host.Describe());
        await host.Host.BotBottleAsync("kill", (await host.Host.RunsAsync()).Single().Name);
        await shell.UntilAsync("ended=137");
        Assert.That(shell.Modes, Is.Empty, "and so after its end");
    }

    private static Task<string> SettingsAsync(AgentHost host, string file) => File.ReadAllTextAsync(Path.Combine(host.Host.Root, file));
}
