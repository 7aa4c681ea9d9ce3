using System.Runtime.Versioning;
using BotBottle.Controller.Bottles.ControlGroups;
using BotBottle.Controller.Native;

namespace BotBottle.Core.Tests.Controller.Bottles.ControlGroups;

/// <summary>The changes in the tree, tested on a folder with the same files.</summary>
[Parallelizable(ParallelScope.All), SupportedOSPlatform("linux")]
public sealed class RootGroupTests
{
    // In an ordinary file, the written text replaces the beginning of the old text.
    [TestCase("", "+memory +pids", TestName = "Neither controller is there")]
    [TestCase("memory", "+pidsy", TestName = "One controller is there")]
    [TestCase("memory pids", "memory pids", TestName = "Both controllers are there")]
    public void Only_missing_controllers_are_enabled(string enabled, string then)
    {
        DirectoryInfo mount = Tree("cpu memory pids\n", enabled);
        try
        {
            Assert.That(ControlFiles.HasControllers(mount.FullName), Is.True);
            using RootGroup group = RootGroup.Open(mount.FullName);
            Assert.That(File.ReadAllText(Path.Combine(mount.FullName, "cgroup.subtree_control")), Is.EqualTo(then));
            Assert.That(group.Folder, Is.EqualTo(Path.Combine(mount.FullName, "bot-bottle")));
        }
        finally
        {
            mount.Delete(recursive: true);
        }
    }

    [Test]
    public void Groups_of_ended_runs_are_removed_and_others_stay()
    {
        DirectoryInfo mount = Tree("memory pids\n", "memory pids\n");
        try
        {
            int self = Environment.ProcessId;
            long start = ProcessIdentity.StartOf(self)!.Value;
            string[] stay = [$"a.{self}.{start}", "somebody", "x.y.z", "other"];
            foreach (string name in (string[])[.. stay, $"b.{self}.{start + 1}", $"c.{int.MaxValue}.5"])
            {
                mount.CreateSubdirectory($"bot-bottle/{name}");
            }

            RootGroup.Open(mount.FullName).Dispose();
            Assert.That(Directory.EnumerateDirectories(Path.Combine(mount.FullName, "bot-bottle")).Select(Path.GetFileName), Is.EquivalentTo(stay));
        }
        finally
        {
            mount.Delete(recursive: true);
        }
    }

    [TestCase("cpuset cpu io\n")]
    [TestCase("memory\n")]
    [TestCase("\n")]
    public void A_missing_controller_is_reported(string has)
    {
        DirectoryInfo mount = Tree(has, "");
        try
        {
            Assert.That(ControlFiles.HasControllers(mount.FullName), Is.False);
        }
        finally
        {
            mount.Delete(recursive: true);
        }
    }

    private static DirectoryInfo Tree(string has, string enabled)
    {
        DirectoryInfo mount = Directory.CreateTempSubdirectory("groups-");
        File.WriteAllText(Path.Combine(mount.FullName, "cgroup.controllers"), has);
        File.WriteAllText(Path.Combine(mount.FullName, "cgroup.subtree_control"), enabled);
        return mount;
    }
}
