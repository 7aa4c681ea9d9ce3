using System.Runtime.Versioning;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Core.Tests.Controller.Bottles.Sandbox;

/// <summary>Runs that start or end at the same moment wait for each other's changes.</summary>
[Parallelizable(ParallelScope.All), SupportedOSPlatform("linux")]
public sealed class FolderPlaceholdersTests
{
    [Test]
    public void A_changed_placeholder_is_kept()
    {
        using var host = new BottleHost();
        string[] names = ["folder", "file", "link", "pipe", "filled", "longer", "a/inner"];
        Directory.CreateDirectory(Path.Combine(host.Project, "a"));
        Placeholder[] wanted = [
            .. names.Select(name => new Placeholder(Path.Combine(host.Project, name), name is "file" or "pipe" or "longer" ? ".\n" : null))];
        using (var held = FolderPlaceholders.Claim(host.State, host.Project, wanted))
        {
            Assert.That(names.Select(name => Path.Combine(host.Project, name)), Has.All.Exist);
            foreach (string name in (string[])["link", "a/inner"])
            {
                Directory.Delete(Path.Combine(host.Project, name));
            }

            Directory.CreateSymbolicLink(Path.Combine(host.Project, "link"), Directory.CreateDirectory(Path.Combine(host.Home, "elsewhere")).FullName);
            Directory.Delete(Path.Combine(host.Project, "a"));
            Directory.CreateSymbolicLink(Path.Combine(host.Project, "a"), Directory.CreateDirectory(Path.Combine(host.Home, "victim")).FullName);
            Directory.CreateDirectory(Path.Combine(host.Home, "victim/inner"));
            File.Delete(Path.Combine(host.Project, "pipe"));
            host.MakePipe("pipe");
            File.WriteAllText(Path.Combine(host.Project, "filled/x"), "");
            File.WriteAllText(Path.Combine(host.Project, "longer"), ".\nx");
        }

        Assert.That(
            Directory.EnumerateFileSystemEntries(host.Project).Select(Path.GetFileName), Is.EquivalentTo(new[] { "a", "link", "pipe", "filled", "longer" }));
        Assert.That(Directory.Exists(Path.Combine(host.Home, "victim/inner")) && Directory.Exists(Path.Combine(host.Home, "elsewhere")));
    }

    [Test]
    public void A_sweep_waits_for_the_bottle_and_for_every_run_in_the_folder()
    {
        using var host = new BottleHost();
        string stub = Path.Combine(host.Project, ".vscode");
        var bottle = BottleHost.StartSleeper();
        FolderPlaceholders killed = FolderPlaceholders.Claim(host.State, host.Project, [new Placeholder(stub, null)]);
        killed.UsedBy(bottle.Pid);
        FolderPlaceholders second = FolderPlaceholders.Claim(host.State, host.Project, [new Placeholder(stub, null)]);
        killed.Abandon();
        Assert.That((FolderPlaceholders.Sweep(host.State), Directory.Exists(stub)), Is.EqualTo((false, true)), "the second run uses it and maintains it");
        second.Dispose();
        Assert.That((FolderPlaceholders.Sweep(host.State), Directory.Exists(stub)), Is.EqualTo((false, true)), "the bottle of the killed run is still alive");
        FolderPlaceholders.Claim(host.State, host.Project, []).Dispose();
        Assert.That(Directory.Exists(stub), "a new run does not remove it either");
        bottle.Signal(Signal.Kill);
        bottle.Wait();
        Assert.That((FolderPlaceholders.Sweep(host.State), Directory.Exists(stub)), Is.EqualTo((true, false)));
        Assert.That(Directory.EnumerateFiles(Path.Combine(host.State, "locks")).Select(Path.GetFileName), Is.EqualTo((string[])["lock"]));
    }

    [Test]
    public void A_damaged_list_is_reported_and_does_not_block_the_others()
    {
        using var host = new BottleHost();
        string stub = Path.Combine(host.Project, ".vscode");
        FolderPlaceholders.Claim(host.State, host.Project, [new Placeholder(stub, null)]).Abandon();
        foreach (string name in (string[])["0", "zz"])
        {
            File.WriteAllText(Path.Combine(host.State, "locks", name + ".json"), "{");
        }

        Assert.That(() =>
            FolderPlaceholders.Sweep(host.State), Throws.TypeOf<BottleException>().With.Message.Contains(".json is damaged").And.Message.Contains("Remove it"));
        Assert.That(Directory.Exists(stub), Is.False);
    }

    [TestCase("HEAD,.git,.envrc,.vscode,.idea,.husky,.claude,.codex,.cursor,.mcp.json,.bot-bottle", "own",
        TestName = "Stubs_of_older_versions_are_removed_without_their_list")]
    [TestCase(".vscode,.claude", ".vscode,.claude,own", TestName = "Empty_folders_that_may_be_the_users_are_kept")]
    [TestCase(".envrc,.vscode/settings,.claude", ".vscode,own", TestName = "Used_folders_beside_old_stubs_are_kept")]
    public void Stubs_of_older_versions_are_removed(string before, string after)
    {
        using var host = new BottleHost();
        foreach (string name in before.Split(',').Append("own"))
        {
            Directory.CreateDirectory(Path.Combine(host.Project, name));
        }

        FolderPlaceholders.Claim(host.State, host.Project, []).Dispose();
        Assert.That(Directory.EnumerateFileSystemEntries(host.Project).Select(Path.GetFileName), Is.EquivalentTo(after.Split(',')));
    }

    [Test]
    public void A_list_of_an_older_version_can_be_read()
    {
        using var host = new BottleHost();
        string stub = Path.Combine(host.Project, ".git");
        FolderPlaceholders.Claim(host.State, host.Project, [new Placeholder(stub, null)]).Abandon();
        string list = Directory.EnumerateFiles(Path.Combine(host.State, "locks"), "*.json").Single();
        File.WriteAllText(list, $$"""[{"Path":"{{stub}}","Content":null}]""");
        Assert.That((FolderPlaceholders.Sweep(host.State), Directory.Exists(stub)), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task A_run_waits_for_the_change_of_another_run()
    {
        var root = Directory.CreateTempSubdirectory("placeholders-").FullName;
        var (folder, locks) = (Path.Combine(root, "folder"), Path.Combine(root, "locks"));
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(locks);
        Task<FolderPlaceholders> held;
        using (SafeFileHandle change = UnlockedFile.OpenOrCreate(Path.Combine(locks, "lock")))
        {
            FileLock.Exclusive(change);
            held = Task.Run(() => FolderPlaceholders.Claim(root, folder, [new Placeholder(Path.Combine(folder, ".envrc"), null)]));
            // proc(5): an arrow marks a process that waits for a lock.
            Assert.That(
                SpinWait.SpinUntil(() => held.IsCompleted
                    || File.ReadLines("/proc/locks").Any(line => line.Contains("-> FLOCK", StringComparison.Ordinal)
                        && line.Contains($" {Environment.ProcessId} ", StringComparison.Ordinal)), 30_000));
            Assert.That(held.IsCompleted, Is.False, "it neither fails nor continues");
        }

        (await held).Dispose();
        Assert.That(Directory.EnumerateFileSystemEntries(folder), Is.Empty);
        Directory.Delete(root, recursive: true);
    }
}
