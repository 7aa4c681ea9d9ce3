using BotBottle.Controller.Commands;
using BotBottle.Controller.Shared;
using BotBottle.Controller.Workspaces;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Tests.Controller.Service;
using BotBottle.Core.Tests.EndToEnd;

namespace BotBottle.Core.Tests.Controller.Commands;

/// <summary><c>rm</c> and <c>prune</c>, with a real controller.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class RemoveTests
{
    [Test]
    public async Task Only_the_files_of_ended_runs_are_removed()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun live = await controller.RegisterAsync("live");
        using TestRun ice = await FrozenAsync(controller, "ice");
        using TestRun given = await FrozenAsync(controller, "given");
        using TestRun done = await controller.RegisterAsync("done");
        await controller.Client.EndAsync("done", new RunEnd(0));
        await controller.Client.KillAsync("given");
        await File.WriteAllTextAsync(Path.Combine(done.Registered.Folder, "big"), new string('x', 100_000));

        (int code, string output, string error) = await TypeAsync(controller, "rm live ice");
        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Contain("live: it has not ended: end it with: bot-bottle kill live").And.Contain("ice: it is frozen and needs its files"));
        foreach (string id in (string[])[live.Registered.Run, ice.Registered.Run])
        {
            Assert.That(
                () => controller.Client.RemoveAsync(id), Throws.TypeOf<ControllerException>().With.Property("Code").EqualTo("not_ended"),
                "the controller decides, whatever a verb knows");
        }

        Assert.That(() => controller.Client.RemoveAsync("done"), Throws.TypeOf<ControllerException>(), "an id alone names a folder");
        Assert.That(() => controller.Client.RemoveAsync("../frozen"), Throws.TypeOf<ControllerException>());

        (code, output, error) = await TypeAsync(controller, "prune --dry-run");
        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("done").And.Contain("given").And.Contain("would be freed").And.Not.Contain("live").And.Not.Contain("ice"));
        Assert.That((await TypeAsync(controller, "prune")).Error, Does.Contain("this removes the files of 2 ended runs").And.Contain("confirm with --yes"));
        Assert.That(Directory.Exists(done.Registered.Folder));
        Assert.That((await TypeAsync(controller, "prune --older-than 1h --yes")).Output, Is.EqualTo("no run removed, 0 bytes freed\n"));

        (code, output, error) = await TypeAsync(controller, "rm done");
        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(output, Does.Match(@"^done: \d+(\.\d)? KiB freed\n$"));
        (code, output, error) = await TypeAsync(controller, "prune --yes --json");
        Assert.That(output, Does.Contain("\"name\":\"given\",\"removed\":true"));
        Assert.That(
            Directory.EnumerateDirectories(Path.Combine(controller.Home, "runs")).Concat(Directory.EnumerateDirectories(
                Path.Combine(controller.Home, "frozen"))).Select(Path.GetFileName),
            Is.EquivalentTo([live.Registered.Run, ice.Registered.Run]));
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(controller.Home, "removed")), Is.Empty);
        Assert.That((await controller.Client.RunsAsync(all: true)).Select(run => run.Name), Does.Contain("done"), "the ledger keeps it");
        Assert.That((await controller.EventsAsync(audit: true))[^1].Event, Is.EqualTo(EventKind.FilesRemoved));
        Assert.That((await TypeAsync(controller, "rm done")).Error, Does.Contain("its files are gone already"));
    }

    [Test]
    public async Task A_resume_keeps_its_files_however_it_races_with_a_removal()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun ice = await FrozenAsync(controller, "ice");
        Task<(int Code, string Output, string Error)> removing = TypeAsync(controller, "rm --force ice");
        RunRegistered resumed = await controller.Client.ResumeAsync("ice", new RunResumption(new Dictionary<string, long>(), [], Environment.ProcessId, null));
        Assert.That((await removing).Code, Is.EqualTo(1));
        Assert.That(() => controller.Client.RemoveAsync(ice.Registered.Run), Throws.TypeOf<ControllerException>());
        Assert.That(File.Exists(Path.Combine(resumed.Folder, "home", "file")));
    }

    [Test]
    public async Task An_interrupted_removal_is_completed_by_the_next()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun done = await controller.RegisterAsync("done");
        await controller.Client.EndAsync("done", new RunEnd(0));
        await controller.Client.RemoveAsync(done.Registered.Run); // and the verb was ended here
        Assert.That(Directory.Exists(Path.Combine(controller.Home, "removed", done.Registered.Run)));
        Assert.That((await TypeAsync(controller, "prune --yes")).Output, Does.Contain("done: "));
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(controller.Home, "removed")), Is.Empty);
    }

    [Test]
    public async Task A_clone_with_work_of_its_own_stays_until_it_is_taken_or_given_up()
    {
        await using TestController controller = await TestController.StartAsync();
        string repository = Directory.CreateDirectory(Path.Combine(controller.Home, "repository")).FullName;
        await ShellAsync(repository, "git init -q -b main && git config user.name o && git config user.email o@o.test && echo one > a && git add . "
            + "&& git commit -qm first");
        TestRun[] runs = [await controller.RegisterAsync("cloned"), await controller.RegisterAsync("idle"), await controller.RegisterAsync("lost")];
        foreach (TestRun run in runs)
        {
            WorkspaceMaker.Make(WorkspaceKind.Clone, isClean: false, repository, run.Registered.Folder);
            await controller.Client.EndAsync(run.Name, new RunEnd(0));
            run.Dispose();
        }

        await ShellAsync(KeptWorkspace.FolderIn(runs[0].Registered.Folder), "echo new > new");
        await ShellAsync(KeptWorkspace.FolderIn(runs[2].Registered.Folder), "echo lost > lost");

        (int code, string output, string error) = await TypeAsync(controller, "prune --yes");
        Assert.That((code, output), Is.EqualTo((0, output)), error);
        Assert.That(output, Does.Contain("idle: ").And.Not.Contain("cloned").And.Contain("1 run removed"));
        Assert.That(error, Does.Contain(
            $"cloned: {repository} does not have its work: files that are not committed. Take it: bot-bottle fetch cloned - or give it up: bot-bottle rm "
                + "--force cloned"));
        using (WorkLock.Wait(runs[0].Registered.Folder))
        {
            Assert.That((await TypeAsync(controller, "rm --force cloned")).Error, Does.Contain("another command works with its clone"));
        }

        Assert.That((await TypeAsync(controller, "fetch cloned")).Code, Is.Zero);
        (code, output, error) = await TypeAsync(controller, "rm cloned");
        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(output, Does.EndWith($"freed; refs/bottle/cloned stays in {repository}\n"));
        await ShellAsync(repository, "git show refs/bottle/cloned/uncommitted:new");
        Assert.That((await TypeAsync(controller, "fetch cloned")).Error, Does.Contain("the files of cloned were removed"));

        // A later run of that name takes nothing away from what was fetched.
        using TestRun again = await controller.RegisterAsync("cloned");
        WorkspaceMaker.Make(WorkspaceKind.Clone, isClean: false, repository, again.Registered.Folder);
        await ShellAsync(KeptWorkspace.FolderIn(again.Registered.Folder), "echo other > other");
        for (int i = 0; i < 2; i++)
        {
            Assert.That((await TypeAsync(controller, "fetch cloned")).Output, Does.Contain($" refs/bottle/{again.Registered.Run}/uncommitted\n"));
        }

        await ShellAsync(repository, $"git show refs/bottle/cloned/uncommitted:new refs/bottle/{again.Registered.Run}/uncommitted:other");
        Assert.That((await TypeAsync(controller, "rm lost")).Code, Is.EqualTo(1));
        Assert.That((await TypeAsync(controller, "rm --force lost")).Code, Is.Zero);
    }

    private static async Task<TestRun> FrozenAsync(TestController controller, string name)
    {
        TestRun run = await controller.RegisterAsync(name);
        await File.WriteAllTextAsync(Path.Combine(run.Registered.Folder, FrozenFolders.Definition), "{}");
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(run.Registered.Folder, "home")).FullName, "file"), "");
        Task<IReadOnlyList<RunActionResult>> freezing = controller.Client.FreezeAsync(name);
        await foreach (RunOrders orders in run.Proxy.OrdersAsync())
        {
            if (orders.Freeze)
            {
                break;
            }
        }

        await controller.Client.EndAsync(name, new RunEnd(137));
        await freezing;
        return run;
    }

    private static async Task<(int Code, string Output, string Error)> TypeAsync(TestController controller, string typed)
    {
        StringWriter output = new() { NewLine = "\n" };
        StringWriter error = new() { NewLine = "\n" };
        CommandHost host = new(
            output, error, new Dictionary<string, string> { ["BOT_BOTTLE_HOME"] = controller.Home }, "/", controller.Time, Colours: false);
        return (await CommandLine.RunAsync(typed.Split(' '), host), output.ToString(), error.ToString());
    }

    private static async Task ShellAsync(string folder, string command)
    {
        CommandResult result = await Command.RunAsync("/bin/sh", ["-c", command], folder);
        Assert.That(result.ExitCode, Is.Zero, $"{command}: {result}");
    }
}
