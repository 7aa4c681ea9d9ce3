using System.Runtime.Versioning;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary><c>./try install</c>: programs that work outside the tree, and an upgrade during a live run.</summary>
[Category("System"), SupportedOSPlatform("linux")]
public sealed class InstallationTests
{
    [Test]
    public async Task The_installed_program_runs_bottles_and_can_be_upgraded_meanwhile()
    {
        await using CliHost host = await CliHost.StartAsync();
        string prefix = Path.Combine(host.Root, "a prefix");
        string link = Path.Combine(prefix, "bin/bot-bottle");
        string unused = Path.Combine(prefix, "lib/bot-bottle/20000101-000000-1");
        CommandResult installed = await TryScript.InstallAsync(prefix);
        Assert.That(installed.ExitCode, Is.Zero, installed.ToString());
        Assert.That(installed.Output, Does.Contain($"\nexport PATH=\"{prefix}/bin:$PATH\"\n"));
        string first = File.ResolveLinkTarget(link, returnFinalTarget: true)!.FullName;
        Assert.That(first, Does.StartWith($"{prefix}/lib/bot-bottle/"));

        // An agent that lives until its pipe is opened.
        Task<CommandResult> run = Command.RunAsync(
            link, ["run", "--", "sh", "-c", "mkfifo wait && touch started && read word < wait && echo $word"], host.Work, host.Environment());
        await host.UntilExistsAsync("started", run);
        Directory.CreateDirectory(unused);
        CommandResult upgraded = await TryScript.InstallAsync(prefix);
        Assert.That(upgraded.ExitCode, Is.Zero, upgraded.ToString());
        Assert.That(upgraded.Output, Does.Contain($"still uses {Path.GetDirectoryName(first)}"));
        Assert.That((File.Exists(first), Directory.Exists(unused)), Is.EqualTo((true, false)), "live runs keep their files, and the rest is removed");
        Assert.That(File.ResolveLinkTarget(link, returnFinalTarget: true)!.FullName, Is.Not.EqualTo(first));

        CommandResult listed = await Command.RunAsync(link, ["ps", "--json"], "/", host.Environment());
        Assert.That(listed.Output, Does.Contain("\"state\":\"running\""), listed.ToString());
        await File.WriteAllTextAsync(Path.Combine(host.Work, "wait"), "word\n");
        Assert.That((await run).Output, Is.EqualTo("word\n"), (await run).ToString());
    }

    [Test]
    public async Task A_foreign_program_is_not_overwritten()
    {
        string prefix = Directory.CreateTempSubdirectory("bot-bottle-prefix-").FullName;
        try
        {
            string own = Path.Combine(Directory.CreateDirectory(Path.Combine(prefix, "bin")).FullName, "bot-bottle");
            await File.WriteAllTextAsync(own, "mine");
            CommandResult refused = await TryScript.InstallAsync(prefix);
            Assert.That(refused.ExitCode, Is.EqualTo(2), refused.ToString());
            Assert.That(refused.Error, Does.Contain($"{own} is there already"));
            Assert.That(await File.ReadAllTextAsync(own), Is.EqualTo("mine"));
        }
        finally
        {
            Directory.Delete(prefix, recursive: true);
        }
    }

    [Test]
    public async Task A_library_that_is_missing_is_not_taken_for_absent_settings()
    {
        await using CliHost host = await CliHost.StartAsync("budget: {claude: 1}");
        string damaged = Path.Combine(host.Root, "damaged");
        Assert.That((await Command.RunAsync("cp", ["-r", Path.GetDirectoryName(CliHost.Cli)!, damaged], host.Root)).ExitCode, Is.Zero);
        File.Delete(Path.Combine(damaged, "YamlDotNet.dll"));
        CommandResult refused = await Command.RunAsync(Path.Combine(damaged, "bot-bottle"), ["run", "--", "true"], host.Work, host.Environment());
        Assert.That(refused.ExitCode, Is.EqualTo(125), refused.ToString());
        Assert.That(refused.Error, Does.Contain("YamlDotNet").And.Not.Contain("there is no file"));
    }
}
