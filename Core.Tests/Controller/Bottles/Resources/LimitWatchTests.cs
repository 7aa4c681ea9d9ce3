using System.Runtime.Versioning;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.Resources;
using BotBottle.Core.Settings;

namespace BotBottle.Core.Tests.Controller.Bottles.Resources;

/// <summary>Every way to exhaust a host, from a real bottle with small limits.</summary>
[TestFixture, Category("System"), Parallelizable(ParallelScope.All), SupportedOSPlatform("linux")]
public sealed class LimitWatchTests
{
    private const long MiB = 1L << 20;
    private static readonly BottleLimits Small = new(Processes: 512, Memory: 300 * MiB, Tmp: 32 * MiB, Home: 32 * MiB);

    private const string ManyDescriptors =
        "import resource\nw = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 20000) - 50\nfor i in range(w): os.dup(2)\nfor i in range(1, min(400, "
            + "most // w)):\n  if os.fork() == 0: time.sleep(600)\nf = os.memfd_create('x')\nfor i in range(40): os.write(f, bytes(16 << 20))";

    /// <summary>Among too many descriptors all that other tests write counts as the bottle's, which these limits have room for.</summary>
    private static readonly BottleLimits SmallMemory = Small with { Tmp = 1L << 40, Home = 1L << 40 };

    [TestCase("x = []\nfor i in range(64): x.append(bytearray(16 << 20))", TestName = "Memory of one process")]
    [TestCase("for i in range(40):\n  if os.fork() == 0:\n    x = bytearray(16 << 20)\n    time.sleep(600)", TestName = "Memory of many processes")]
    [TestCase("f = open('/dev/shm/x', 'wb')\nfor i in range(40): f.write(bytes(16 << 20))", TestName = "Files in dev shm")]
    [TestCase("f = open('/dev/shm/x', 'wb')\nos.unlink('/dev/shm/x')\nfor i in range(40): f.write(bytes(16 << 20))", TestName = "Deleted files in dev shm")]
    [TestCase("f = os.memfd_create('x')\nfor i in range(40): os.write(f, bytes(16 << 20))", TestName = "An unmapped anonymous file")]
    [TestCase("most = 300000\n" + ManyDescriptors, TestName = "An anonymous file among too many descriptors to check", Category = "Long")]
    [TestCase("most = 3000000\n" + ManyDescriptors, TestName = "An anonymous file among millions of descriptors", Category = "Long")]
    [TestCase("m = mmap.mmap(-1, 640 << 20)\nfor i in range(0, 640 << 20, 4096): m[i] = 1", TestName = "A shared mapping")]
    public async Task Memory_above_its_limit_ends_the_bottle(string program)
    {
        (BottleExit exit, LimitBreach? breach, bool survived) = await RunAsync(Python(program), SmallMemory);
        Assert.That((exit.Code, breach?.Key, survived), Is.EqualTo((137, "memory", false)), breach?.Message);
    }

    [TestCase("for i in range(9): open(f'{D}/{i}', 'wb').write(os.urandom(8 << 20))", TestName = "Many files")]
    [TestCase("f = open(f'{D}/x', 'wb')\nfor i in range(9): f.write(os.urandom(8 << 20)); f.flush()", TestName = "One file")]
    [TestCase("f = open(f'{D}/x', 'wb')\nos.unlink(f'{D}/x')\nfor i in range(9): f.write(os.urandom(8 << 20)); f.flush()", TestName = "A deleted file")]
    [TestCase("for i in range(40000):\n  if i % 1000 == 0: d = f'{D}/{i}'; os.mkdir(d)\n  open(f'{d}/{i}', 'wb').close()",
        TestName = "Only inodes", Category = "Long")]
    [TestCase("os.chdir(D)\nfor i in range(1500): os.mkdir('d' * 20); os.chdir('d' * 20)\nfor i in range(9): open(str(i), 'wb').write(os.urandom(8 << 20))",
        TestName = "Below a path too long for one system call", Category = "Long")]
    [TestCase("os.mkdir(f'{D}/closed')\nos.chdir(f'{D}/closed')\nos.mkdir('open')\nos.chdir('open')\nos.chmod(f'{D}/closed', 0)\nfor i in range(9): "
        + "open(str(i), 'wb').write(os.urandom(8 << 20))", TestName = "Below an unreadable folder", Category = "Long")]
    public async Task Disk_above_its_limit_ends_the_bottle(string program)
    {
        foreach ((string folder, string key) in ((string, string)[])[("os.environ['HOME']", "home"), ("'/tmp'", "tmp")])
        {
            (BottleExit exit, LimitBreach? breach, bool survived) = await RunAsync(Python($"D = {folder}\n{program}"));
            Assert.That((exit.Code, survived), Is.EqualTo((137, false)), key);
            // An unnamed file could have been in either.
            Assert.That(
                breach?.Key, Is.EqualTo(key).Or.EqualTo(breach!.Message.Contains("deleted", StringComparison.Ordinal) ? breach.Key : key), breach.Message);
        }
    }

    /// <summary>A container's command may end before the watch begins; its root is then removed.</summary>
    [Test]
    public void A_missing_root_is_not_watched() =>
        Assert.That(DiskGauge.TryBegin([new WatchedFolder("/proc/0/root", null, "root", 0)], new ProcessUse(() => [], []), _ => 0), Is.Null);

    [Test]
    public void Free_disk_space_is_checked_during_a_long_folder_measurement()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        using ManualResetEventSlim measured = new();
        try
        {
            string inner = folder.FullName;
            for (int i = 0; i <= 1000; i++) // deeper than the watch descends
            {
                inner = Directory.CreateDirectory(Path.Combine(inner, "d")).FullName;
            }

            DiskGauge gauge = DiskGauge.TryBegin([new WatchedFolder(folder.FullName, "home", "HOME", 8 * MiB)], new ProcessUse(() => [], []), _ =>
            {
                measured.Wait(TimeSpan.FromSeconds(20)); // a limit, in case the check does wait
                return 9 * MiB;
            })!;
            for (int second = 0; second < 3; second++)
            {
                Assert.That(gauge.Look(TimeSpan.FromSeconds(second)).Breach, Is.Null);
            }

            measured.Set();
            Assert.That(() => gauge.Look(TimeSpan.FromSeconds(4)).Breach?.Key, Is.EqualTo("home").After(60_000, 10));
        }
        finally
        {
            measured.Set();
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public void Among_too_many_descriptors_all_growth_of_the_disk_counts()
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory();
        using FileStream elsewhere = new(Path.GetTempFileName(), FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        try
        {
            // One process, again and again: its descriptors are too many.
            ProcessUse many = new(() => Enumerable.Repeat($"/proc/{Environment.ProcessId}", 100_000), []);
            DiskGauge gauge = DiskGauge.TryBegin([new WatchedFolder(home.FullName, "home", "HOME", 8 * MiB)], many, _ => 0)!;
            byte[] mebibyte = new byte[MiB];
            TimeSpan now = TimeSpan.Zero;
            Assert.That(
                () =>
                {
                    elsewhere.Write(mebibyte);
                    return gauge.Look(now += TimeSpan.FromMinutes(1)).Breach?.Message;
                },
                Does.Contain("files that it deleted and holds open take more than its limit").After(120_000, 10));
        }
        finally
        {
            home.Delete();
        }
    }

    [Test]
    public async Task Normal_use_ends_no_bottle()
    {
        // A sparse file takes no disk, many links of one file take it once, pages that forked processes share are memory once, and what is freed is free.
        (BottleExit exit, LimitBreach? breach, bool survived) = await RunAsync(Python("""
            H = os.environ['HOME']
            open(f'{H}/sparse', 'wb').truncate(100 << 30)
            open(f'{H}/one', 'wb').write(os.urandom(16 << 20))
            for i in range(20): os.link(f'{H}/one', f'{H}/link{i}')
            for i in range(10):
                open('/tmp/again', 'wb').write(os.urandom(10 << 20))
            x = bytearray(os.urandom(100 << 20))
            for i in range(12):
                if os.fork() == 0:
                    time.sleep(3)
                    os._exit(0)
            time.sleep(3)
            """, then: ""));
        Assert.That((exit.Code, breach, survived), Is.EqualTo((0, (LimitBreach?)null, true)), breach?.Message);
    }

    [Test]
    public async Task Processes_and_threads_are_refused_above_their_limit_and_the_bottle_lives()
    {
        Assume.That(NamespaceCeilings.BoundProcesses || Environment.UserName != "root", "Linux 6.14 bounds root's processes");
        using BottleHost host = new();
        (int code, string output) = await host.RunAsync(
            "sh -c 'while :; do sleep 60 >/dev/null & echo x; done' 2>/dev/null | wc -l", plan => plan with { Limits = Small });
        Assert.That(code, Is.Zero, output);
        Assert.That(int.Parse(output, System.Globalization.CultureInfo.InvariantCulture), Is.InRange(400, 511), output);
    }

    [Test]
    public async Task Without_a_kernel_limit_the_watch_counts_processes_and_ends_the_bottle()
    {
        (BottleExit exit, LimitBreach? breach, bool survived) = await RunAsync(
            Python("for i in range(600):\n  if os.fork() == 0: time.sleep(30); os._exit(0)"), built: Small with { Processes = LimitSettings.None });
        Assert.That((exit.Code, breach?.Key, breach?.Raised, survived), Is.EqualTo((137, "processes", "1024", false)), breach?.Message);
    }

    [Test]
    public async Task The_kernel_kills_the_agent_before_host_programs_and_the_agent_cannot_change_that()
    {
        using BottleHost host = new();
        (_, string output) = await host.RunAsync(
            "(echo 0 > /proc/self/oom_score_adj) 2>/dev/null; cat /proc/self/oom_score_adj /proc/1/oom_score_adj; (echo 99999 > /proc/sys/kernel/pid_max) "
                + "2>/dev/null && echo raised; cat /proc/sys/kernel/shmall");
        Assert.That(output, Is.EqualTo("1000\n1000\n262144\n"));
    }

    [Test]
    public async Task Host_programs_have_priority_on_a_busy_processor()
    {
        using BottleHost host = new();
        (_, string output) = await host.RunAsync("nice; nice -n -5 nice 2>/dev/null; renice -n 0 $$ >/dev/null 2>&1; nice");
        Assert.That(output, Is.EqualTo("10\n10\n10\n"));
    }

    [Test]
    public async Task The_whole_session_of_the_bottle_has_low_priority()
    {
        const string groups = "/proc/self/autogroup"; // sched(7)
        Assume.That(
            File.Exists(groups) && File.ReadAllText("/proc/sys/kernel/sched_autogroup_enabled") == "1\n", "the kernel does not group processes by session");
        string own = await File.ReadAllTextAsync(groups);
        using BottleHost host = new();
        (_, string output) = await host.RunAsync($"cat {groups}");
        Assert.That(output, Does.Match("^/autogroup-[0-9]+ nice 10\n$"));
        Assert.That(await File.ReadAllTextAsync(groups), Is.EqualTo(own));
    }

    [Test]
    public async Task Only_writing_takes_disk_space()
    {
        using BottleHost host = new();
        (_, string output) = await host.RunAsync(
            """
            for mode in "" "-n" "-z"; do touch f; fallocate $mode -l 64M f 2>/dev/null; done
            python3 -c "import fcntl, struct; fcntl.ioctl(open('f', 'ab'), 0x4030582a, struct.pack('hhqqIi16x', 0, 0, 0, 64 << 20, 0, 0))" 2>/dev/null
            stat -c 'blocks %b' f
            dd if=/dev/zero of=g bs=1M count=4 2>/dev/null && fallocate -p -o 0 -l 2M g && echo punched
            """);
        Assert.That(output, Is.EqualTo("blocks 0\npunched\n"));
    }

    private static string[] Python(string program, string then = "\ntime.sleep(600)") =>
        ["python3", "-c", $"import mmap, os, time\n{program}{then}\nopen('survived', 'w').close()"];

    private static async Task<(BottleExit Exit, LimitBreach? Breach, bool Survived)> RunAsync(
        string[] command, BottleLimits? limits = null, BottleLimits? built = null)
    {
        using BottleHost host = new();
        BottlePlan plan = host.Plan(command) with { Limits = limits ?? Small, Streams = host.Silent };
        await using RunningBottle bottle = await host.LaunchAsync(plan with { Limits = built ?? plan.Limits });
        await bottle.StartAsync();
        List<string> complaints = [];
        using LimitWatch watch = LimitWatch.Start(bottle, plan, complaints.Add);
        BottleExit exit = await bottle.WaitAsync();
        Assert.That(complaints, Is.Empty);
        await host.OnHostAsync("/usr/bin/rm", "-rf", plan.RunFolder); // .NET removes no path that is longer than a call takes
        return (exit, watch.Breach ?? exit.Limit, File.Exists(Path.Combine(host.Project, "survived")));
    }
}
