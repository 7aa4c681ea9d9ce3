using System.Runtime.Versioning;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.ControlGroups;

namespace BotBottle.Core.Tests.Controller.Bottles.ControlGroups;

/// <summary>
/// Reads the kernel's counters for a group created by an engine, in the files of both versions. A container's real group is tested in
/// <see cref="EndToEnd.LimitAttackTests"/>.
/// </summary>
[SupportedOSPlatform("linux"), Parallelizable(ParallelScope.All)]
public sealed class MemoryEventsTests
{
    private const string Elsewhere = "4:memory:/ours\n0::/ours\n";

    private static readonly BottleLimits Limits = new(Processes: 100, Memory: 200L << 20, Tmp: 1L << 30, Home: 1L << 30);

    [TestCase(2, "memory.events", "low 0\nhigh 0\nmax 9\noom 1\noom_kill 1\noom_group_kill 1\n", 0, true, "memory")]
    [TestCase(2, "memory.events", "low 0\nhigh 0\nmax 9\noom 0\noom_kill 1\n", 0, true, null)]
    [TestCase(2, "memory.events", "low 0\nhigh 0\nmax 9\noom 0\noom_kill 0\n", 0, false, null)]
    [TestCase(1, "memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n", 209700000, true, "memory")]
    [TestCase(1, "memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n", 100000000, true, null)]
    [TestCase(1, "memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n", 209700000, false, null)]
    public void The_counters_of_both_versions_show_whose_limit_made_the_kernel_end_processes(
        int version, string file, string text, long most, bool ended, string? key)
    {
        DirectoryInfo mount = Directory.CreateTempSubdirectory("groups-");
        try
        {
            string group = mount.CreateSubdirectory("engine/one").FullName;
            File.WriteAllText(Path.Combine(group, file), text);
            File.WriteAllText(Path.Combine(group, "memory.max_usage_in_bytes"), $"{most}\n");
            File.WriteAllText(Path.Combine(group, "memory.limit_in_bytes"), "209715200\n");
            File.WriteAllText(Path.Combine(group, "memory.oom.group"), "0");
            (string kind, string groups) = version == 1
                ? ("cgroup cgroup rw,memory", "4:memory:/engine/one\n0::/\n")
                : ("cgroup2 cgroup2 rw", "0::/engine/one\n");
            using MemoryEvents events = MemoryEvents.TryOpen($"24 30 0:22 / {mount.FullName} rw - {kind}\n", groups, Elsewhere)!;
            LimitBreach? breach = BottleGroup.BreachOf(events.Read()!, Limits, 1L << 40);
            Assert.That((breach is not null, breach?.Key), Is.EqualTo((ended, key)));
            IReadOnlyDictionary<string, long> once = events.Read()!;
            Parallel.For(0, 2000, _ => Assert.That(events.Read(), Is.EqualTo(once), "several threads read at once: the watch, and who sees the end"));
            Assert.That(File.ReadAllText(Path.Combine(group, "memory.oom.group")), Is.EqualTo(version == 1 ? "0" : "1"), "the whole group is ended at once");
        }
        finally
        {
            mount.Delete(recursive: true);
        }
    }

    [TestCase("0::/\n", Elsewhere)]
    [TestCase("0::/gone\n", Elsewhere)]
    [TestCase("", Elsewhere)]
    [TestCase("0::/user/session\n", "0::/user/session\n")]
    [TestCase("0::/user\n", "0::/user/session\n")]
    [TestCase("4:memory:/\n0::/\n", Elsewhere)]
    [TestCase("4:memory:/user/session\n0::/\n", "4:memory:/user/session\n0::/\n")]
    public void Without_its_own_group_nothing_is_read_or_set(string groups, string own)
    {
        DirectoryInfo mount = Directory.CreateTempSubdirectory("groups-");
        try
        {
            string[] folders = [mount.FullName, mount.CreateSubdirectory("user").FullName, mount.CreateSubdirectory("user/session").FullName];
            foreach (string folder in folders)
            {
                foreach (string file
                    in (string[])["memory.events", "memory.oom_control", "memory.max_usage_in_bytes", "memory.limit_in_bytes", "memory.oom.group"])
                {
                    File.WriteAllText(Path.Combine(folder, file), "0");
                }
            }

            string kind = groups.Contains("memory", StringComparison.Ordinal) ? "cgroup cgroup rw,memory" : "cgroup2 cgroup2 rw";
            using MemoryEvents? events = MemoryEvents.TryOpen($"24 30 0:22 / {mount.FullName} rw - {kind}\n", groups, own);
            Assert.That(events, Is.Null);
            Assert.That(folders.Select(folder => File.ReadAllText(Path.Combine(folder, "memory.oom.group"))), Is.All.EqualTo("0"));
        }
        finally
        {
            mount.Delete(recursive: true);
        }
    }
}
