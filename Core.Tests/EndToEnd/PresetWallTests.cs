namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>The settings that let an agent work without asking are only for a bottle with isolation, because nothing else limits the agent then.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class PresetWallTests
{
    private const string Show = "#!/bin/sh\nenv | grep -E '^(COPILOT_ALLOW_ALL|COPILOT_AUTO_UPDATE)='; find ~ -type f -name '*.json' -exec cat {} +\n";

    [TestCase("sandbox", true)]
    [TestCase("none", false)]
    public async Task An_agent_works_without_asking_only_inside_a_wall(string isolation, bool unasked)
    {
        await using CliHost host = await CliHost.StartAsync();
        string program = Path.Combine(host.Work, "copilot");
        await File.WriteAllTextAsync(program, Show);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        CommandResult run = await host.InBottleAsync(["--isolation", isolation], "./copilot");
        Assert.That(run.Output, Does.Contain("COPILOT_AUTO_UPDATE=false"), run.ToString());
        Assert.That(run.Output.Contains("COPILOT_ALLOW_ALL", StringComparison.Ordinal), Is.EqualTo(unasked), run.ToString());
        Assert.That(run.Output.Contains("trusted_folders", StringComparison.Ordinal), Is.EqualTo(unasked), run.ToString());
        Assert.That(run.Error, Does.Contain(
            unasked ? "works without asking, because the bottle limits it" : "asks before it acts, because nothing limits it here"), run.ToString());
    }
}
