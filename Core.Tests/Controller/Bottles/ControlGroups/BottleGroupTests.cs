using System.Globalization;
using System.Runtime.Versioning;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.ControlGroups;
using BotBottle.Controller.Native;

namespace BotBottle.Core.Tests.Controller.Bottles.ControlGroups;

/// <summary>
/// Bottles in their own control groups. The tests that run a bottle need a host with control groups of version 2, and root or a user with systemd.
/// </summary>
[Category("System"), Parallelizable(ParallelScope.All), SupportedOSPlatform("linux")]
public sealed class BottleGroupTests
{
    private static readonly BottleLimits Small = new(Processes: 100, Memory: 200L << 20, Tmp: 1L << 30, Home: 1L << 30);

    [TestCase(0, 0, false, null, TestName = "Nothing was ended")]
    [TestCase(7, 0, false, null, TestName = "At its limit, but the kernel found memory")]
    [TestCase(1, 3, true, "memory", TestName = "At its own limit")]
    [TestCase(0, 3, true, null, TestName = "The host was out of memory")]
    public void The_counters_show_why_the_kernel_ended_a_bottle(long oom, long killed, bool ended, string? key)
    {
        LimitBreach? breach = BottleGroup.BreachOf(new Dictionary<string, long> { ["oom"] = oom, ["oom_kill"] = killed }, Small, 1L << 40);
        Assert.That((breach is not null, breach?.Key), Is.EqualTo((ended, key)));
        Assert.That(breach?.Raised, Is.EqualTo(key is null ? null : "400MiB"));
    }

    [Test]
    public async Task The_kernel_ends_the_whole_bottle_at_its_memory_limit()
    {
        using BottleHost host = new();
        string mount = RequireGroups();
        // The first process is small and would survive a kill of only the other one.
        BottlePlan plan = host.Plan("sh", "-c", "python3 -c 'x = []\nwhile True: x.append(bytearray(8 << 20))'; touch survived")
            with { Limits = Small, Streams = host.Silent };
        await using RunningBottle bottle = await host.LaunchAsync(plan);
        await bottle.StartAsync();
        BottleExit exit = await bottle.WaitAsync();
        Assert.That((exit.Code, exit.Limit?.Key, exit.Limit?.Message), Is.EqualTo((137, "memory", "its memory reached its limit, 200 MiB")));
        Assert.That(File.Exists(Path.Combine(host.Project, "survived")), Is.False);
        Assert.That(GroupsOf(mount, plan), Is.Empty);
    }

    [Test]
    public async Task The_kernel_refuses_processes_above_their_limit_and_the_bottle_lives()
    {
        using BottleHost host = new();
        string mount = RequireGroups();
        BottlePlan plan = host.Plan("sh", "-c", "(i=0; while [ $i -lt 200 ]; do sleep 60 & i=$((i+1)); done); echo > full; exec sleep 60")
            with { Limits = Small, Streams = host.Silent };
        host.MakePipe("full");
        await using RunningBottle bottle = await host.LaunchAsync(plan);
        await bottle.StartAsync();
        await host.ReadPipeAsync("full");
        string group = GroupsOf(mount, plan).Single(folder => Path.GetFileName(folder).StartsWith(plan.RunId, StringComparison.Ordinal));
        long running = long.Parse(await File.ReadAllTextAsync(Path.Combine(group, "pids.current")), CultureInfo.InvariantCulture);
        Assert.That(running, Is.InRange(90, 100));
        await bottle.KillAsync();
        Assert.That((await bottle.WaitAsync()).Limit, Is.Null);
        Assert.That(Directory.Exists(group), Is.False);
    }

    private static string RequireGroups()
    {
        string? mount = GroupTree.Mount(File.ReadAllText("/proc/self/mountinfo"));
        Assume.That(mount is not null && ControlFiles.HasControllers(mount), "the memory and pids controllers are not in control groups of version 2 here");
        Assume.That(Processes.User() == 0 || Path.Exists($"/run/user/{Processes.User()}/bus"), "this user has no systemd");
        return mount!;
    }

    private static string[] GroupsOf(string mount, BottlePlan plan) =>
        [.. Directory.EnumerateDirectories(
            mount, $"*{plan.RunId}.{Environment.ProcessId}.*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })];
}
