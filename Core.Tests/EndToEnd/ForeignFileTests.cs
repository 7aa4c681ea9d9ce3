using System.Runtime.Versioning;
using BotBottle.Core.Tests.Controller.Native;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>Files that an agent left in a folder do not block later verbs there: each ends and names the file and the reason.</summary>
[Parallelizable(ParallelScope.All)]
[SupportedOSPlatform("linux")]
public sealed class ForeignFileTests
{
    [TestCase("pipe")]
    [TestCase("sparse")]
    [TestCase("zero", Category = "Long")]
    [TestCase("blocking", Category = "Long")]
    [TestCase("socket", Category = "Long")]
    [TestCase("folder", Category = "Long")]
    public async Task A_repository_agent_that_is_not_a_regular_file_is_refused(string kind)
    {
        await using CliHost host = await CliHost.StartAsync();
        string file = Path.Combine(host.Work, ".bot-bottle/agents/x.md");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        OddFile.Put(kind, file);
        foreach (string[] verb
            in new string[][] { ["check"], ["check", "--json"], ["run", "--agent", "x", "--", "true"], ["check", "--show", "agent:x"], ["check", file] })
        {
            CommandResult result = await host.BotBottleAsync(verb);
            Assert.That(result.ExitCode, Is.EqualTo(2), $"{string.Join(' ', verb)}: {result.Output}{result.Error}");
            Assert.That(result.Output + result.Error, Does.Contain($"{file} ").And.Contain(OddFile.Said(kind)), string.Join(' ', verb));
        }

        Assert.That((await host.BotBottleAsync("ps")).ExitCode, Is.Zero);
    }

    [Test]
    public async Task An_agents_folder_that_links_elsewhere_is_refused()
    {
        await using CliHost host = await CliHost.StartAsync();
        Directory.CreateDirectory(Path.Combine(host.Work, ".bot-bottle"));
        Directory.CreateSymbolicLink(Path.Combine(host.Work, ".bot-bottle/agents"), "/proc");
        CommandResult result = await host.BotBottleAsync("check");
        Assert.That((result.ExitCode, result.Error), Is.EqualTo(
            (2, $"bot-bottle: {host.Work}/.bot-bottle/agents cannot be read: it is a symbolic link, and must be a folder\n")));
    }

    [TestCase(".git")]
    [TestCase("elsewhere/HEAD")]
    [TestCase("HEAD")]
    [TestCase(".git/config", Category = "Long")]
    [TestCase(".git/HEAD", Category = "Long")]
    [TestCase(".git/commondir", Category = "Long")]
    public async Task A_repository_that_would_block_git_is_refused(string place)
    {
        await using CliHost host = await CliHost.StartAsync();
        string path = Path.Combine(host.Work, place);
        if (place.StartsWith("elsewhere", StringComparison.Ordinal))
        {
            await File.WriteAllTextAsync(Path.Combine(host.Work, ".git"), "gitdir: elsewhere\n");
        }
        else if (place.Contains('/', StringComparison.Ordinal))
        {
            Assert.That((await Command.RunAsync("git", ["init", "-q"], host.Work, new Dictionary<string, string?>())).ExitCode, Is.Zero);
            File.Delete(path);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        OddFile.Put("pipe", path);
        CommandResult run = await host.InBottleAsync([], "true");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error, Does.Contain($"{path} is a pipe (FIFO), for which git would wait"));
    }
}
