using BotBottle.Controller.Commands;
using BotBottle.Controller.Shared;
using BotBottle.Controller.Workspaces;
using BotBottle.Core.Control;
using BotBottle.Core.Tests.Controller.Launching;
using BotBottle.Core.Tests.Controller.Service;
using BotBottle.Core.Tests.EndToEnd;

namespace BotBottle.Core.Tests.Controller.Commands;

/// <summary><c>watch</c>: changes of a clone on a terminal and elsewhere.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class WatchCommandTests
{
    private static readonly RunView Run =
        new("0123456789ab", "otter", RunState.Running, null, null, IsolationKind.Sandbox, null, default, null, null, null, 0, 0, []);

    [Test]
    public async Task Each_change_is_a_block_until_the_run_ends_and_the_host_repository_stays_as_it_is()
    {
        await using TestController controller = await TestController.StartAsync();
        string repository = Directory.CreateDirectory(Path.Combine(controller.Home, "repository")).FullName;
        await ShellAsync(repository, "git init -q -b main && git config user.name o && git config user.email o@o.test && echo one > a && git add . "
            + "&& git commit -qm first");
        using TestRun run = await controller.RegisterAsync("otter");
        WorkspaceMaker.Make(WorkspaceKind.Clone, isClean: false, repository, run.Registered.Folder);
        string work = KeptWorkspace.FolderIn(run.Registered.Folder);
        string before = await ShellAsync(repository, "git for-each-ref; find .git -type f | sort");
        SharedText output = new();
        CommandHost host = new(
            output, TextWriter.Null, new Dictionary<string, string> { ["BOT_BOTTLE_HOME"] = controller.Home }, "/", TimeProvider.System, Colours: false);
        Task<int> watch = CommandLine.RunAsync(["watch", "otter"], host);
        await UntilAsync(() => output.Text.Contains("no change yet", StringComparison.Ordinal), watch);
        await ShellAsync(work, $"git config core.fsmonitor 'touch {controller.Home}/canary; false'; echo two >> a; echo x > Makefile");
        await UntilAsync(() => output.Text.Contains(" a        | 1 +", StringComparison.Ordinal), watch);
        await ShellAsync(work, "ln -s /etc l");
        await UntilAsync(() => output.Text.Contains("merge and apply would refuse uncommitted: l is a link", StringComparison.Ordinal), watch);
        await ShellAsync(work, "rm l; mkfifo .git/\"$(printf 'x\\n\\033[2J')\"");
        await UntilAsync(() => output.Text.Contains("?[2J is a pipe", StringComparison.Ordinal), watch);
        await ShellAsync(work, "rm .git/x*");
        await controller.Client.EndAsync("otter", new RunEnd(0));
        Assert.That(await watch.WaitAsync(TimeSpan.FromMinutes(1)), Is.Zero);
        Assert.That(output.Text, Does.Contain("  Makefile (a task runner or build tool runs it)\n").And.EndWith("otter: exited\n"));
        Assert.That(output.Text.Split("otter\n"), Has.Length.EqualTo(6), "one block for each change");
        Assert.That(output.Text, Does.Not.Contain('\u001b'));
        Assert.That(await ShellAsync(repository, "git for-each-ref; find .git -type f | sort"), Is.EqualTo(before));
        Assert.That(File.Exists(Path.Combine(controller.Home, "canary")), Is.False);
    }

    [Test]
    public void On_a_terminal_the_newest_changes_come_first_and_nothing_leaves_its_place()
    {
        (int Width, int Height)? size = (80, 14);
        StringWriter output = new();
        CommandHost host = new(output, TextWriter.Null, new Dictionary<string, string>(), "/", new ManualTime(), Colours: false) { Screen = () => size };
        WorkScreen screen = new(host);
        string[] a = ["diff --git a/a b/a", "@@ -1 +1,2 @@", " one", "+two"];
        string[] b = [.. WorkText.Lines("diff --git a/b b/b\n@@ -0,0 +1 @@\n+\u001b[2J\n"u8.ToArray())];
        screen.Show(Run, [], [" a | 1 +", " 1 file changed", "", .. a]);
        Assert.That(Pictures(output)[^1], Does.StartWith("otter · 1 file changed · ").And.Contain("+two"));
        string[] both = [" a | 1 +", " b | 1 +", " 2 files changed", "", .. a, .. b];
        screen.Show(Run, [new ObeyedFile("Makefile", "it runs")], both);
        string[] lines = Pictures(output)[^1].Split("\r\n");
        Assert.That(lines[1], Does.StartWith("Programs of this host obey"));
        Assert.That(Array.IndexOf(lines, b[0]), Is.GreaterThan(0).And.LessThan(Array.IndexOf(lines, a[0])));
        Assert.That(lines, Does.Contain("+?[2J"));
        int count = Pictures(output).Length;
        screen.Show(Run, [], both);
        Assert.That(Pictures(output), Has.Length.EqualTo(count), "nothing changed");
        screen.Show(Run, [], [" 9 files changed", "", .. Enumerable.Range(0, 9).SelectMany(i => (string[])[$"diff --git a/{i} b/{i}", "+x"])]);
        Assert.That(Pictures(output)[^1].Split("\r\n"), Has.Length.LessThanOrEqualTo(14));
    }

    private static string[] Pictures(StringWriter output) =>
        [.. output.ToString().Split("\u001b[H\u001b[2J").Skip(1).Select(text => text.Split("\u001b[?7h")[0])];

    private static Task UntilAsync(Func<bool> condition, Task<int> watch) => Wait.ForAsync(() => watch.IsCompleted || condition());

    private static async Task<string> ShellAsync(string folder, string command)
    {
        CommandResult result = await Command.RunAsync("/bin/sh", ["-c", command], folder);
        Assert.That(result.ExitCode, Is.Zero, $"{command}: {result}");
        return result.Output;
    }

    private sealed class SharedText : StringWriter
    {
        private readonly Lock _gate = new();

        public SharedText() => NewLine = "\n";

        public string Text
        {
            get
            {
                lock (_gate)
                {
                    return ToString();
                }
            }
        }

        public override void WriteLine(string? value)
        {
            lock (_gate)
            {
                base.WriteLine(value);
            }
        }
    }
}
