using System.Runtime.Versioning;
using BotBottle.Core.Tests.EndToEnd;

namespace BotBottle.Core.Tests.Controller.Launching;

/// <summary>The README's first command, as a newcomer types it.</summary>
[Parallelizable(ParallelScope.All), Category("System"), SupportedOSPlatform("linux")]
public sealed class DemoTests
{
    [TestCase("sandbox")]
    [TestCase("none")]
    public async Task The_demo_prints_every_step_and_leaves_nothing(string isolation)
    {
        await using CliHost home = await CliHost.StartAsync();
        string temporary = Directory.CreateDirectory(Path.Combine(home.Root, "tmp")).FullName;
        home.Variables["TMPDIR"] = temporary;
        CommandResult result = await home.BotBottleAsync("demo", "--isolation", isolation);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        string[] story =
        [
            "1. An operator sets a budget", "2. The agent works", "sk-ant-api03-held-by-bot-bottle", "call 1: 200", "300 of 1,000 tokens", "80 % reached",
            "1,200 of 1,000 tokens", "egress cut", "call 5: 402", "3. The ledger", "1,200 tokens in 4 calls: the same", "which the agent never saw",
            "4. Where to go next",
        ];
        Assert.Multiple(() => Array.ForEach(story, part => Assert.That(result.Output, Does.Contain(part))));
        if (isolation == "sandbox")
        {
            Assert.That(result.Output, Does.Contain("not on the allowlist"));
        }

        Assert.That(result.Output, Does.Not.Contain('\u001b'));
        Assert.That(Directory.GetDirectories(temporary, "bot-bottle-demo-*"), Is.Empty);
        Assert.That(Directory.GetFileSystemEntries(home.Home), Has.Length.EqualTo(1), "the operator's own home is unchanged: only settings.yml");
    }
}
