namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>The files of a run are removed by an ordinary user, whatever its agent made.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class RemoveTests
{
    [Test]
    public async Task A_user_removes_folders_that_its_agent_locked_and_trees_that_no_path_reaches()
    {
        await using CliHost host = await CliHost.StartAsync();
        await host.BelongToUserAsync();
        CommandResult run = await host.InBottleAsync(
            ["--name", "locked", "--workspace", "none"], "sh", "-c",
            "for top in ~ /tmp .; do cd $top; mkdir -p a/b/c d; echo x > a/b/c/x; echo x > d/x; ln -s / root; mkfifo p; chmod 000 a/b/c; chmod 500 a/b d; "
                + "chmod 111 a; cd - > /dev/null; done; cd ~; i=0; while [ $i -lt 250 ]; do mkdir a-name-of-twenty-chars; cd a-name-of-twenty-chars; "
                + "chmod 500 ..; i=$((i+1)); done; mkdir x; echo y > x/y; chmod 000 x; chmod 500 .");
        Assert.That(run.ExitCode, Is.Zero, run.ToString());
        CommandResult removed = await host.BotBottleAsync("rm", "--force", "locked");
        Assert.That((removed.ExitCode, removed.Error), Is.EqualTo((0, "")), removed.ToString());
        Assert.That(removed.Output, Does.Match("^locked: .*iB freed\n$"));
        foreach (string folder in (string[])["runs", "removed"])
        {
            Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(host.Home, folder)), Is.Empty);
        }
    }
}
