using System.Globalization;
using System.Runtime.Versioning;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>
/// The large cases: one bottle uses all resources it can, and another one continues its model calls. The times are meaningful only on an otherwise idle
/// machine: <c>./try test --filter FullyQualifiedName~LimitPressureTests</c>. A case takes at most 2 GiB of the disk, or 8 GiB of memory.
/// </summary>
[Category("System"), Category("Long"), SupportedOSPlatform("linux"), NonParallelizable]
public sealed class LimitPressureTests
{
    private const double MostMilliseconds = 100;
    private const int FewestCalls = 3; // memory and disk are full within four seconds
    private const int Warm = 60; // after this many calls the code that serves them has been compiled

    // One client and one connection, as an agent calls. Standard error is not buffered.
    private const string Calls =
        "curl -s --rate 15/s -o answer -w '%{stderr}%{http_code} %{time_total}\\n' -H 'content-type: application/json' -d "
            + "'{\"model\":\"claude-test\",\"max_tokens\":9,\"messages\":[]}' "
        + "'https://api.anthropic.com/v1/messages?n=[1-99999]' 2> calls & while [ ! -e enough ]; do sleep 0.1; done; kill $!";

    private const string Tight = "memory: 2GiB, tmp: 300MiB, home: 300MiB";
    private const string Wide = "processes: 10000, memory: 8GiB"; // each of these processes has some memory

    // The last line of each says what it allocated; a process without one was ended before.
    [TestCase(Tight, "sleep 8; made(0)", 0, TestName = "No load, for comparison")]
    [TestCase(Wide, "$n = 0; while ($n < 20000 && defined($p = fork)) { if (!$p) { sleep 600; exit } $n++ } sleep 8; made($n)", 0,
        TestName = "10,000 processes")]
    [TestCase(Tight, "push @x, 'x' x ((16 << 20) + $_) for 1..1280; sleep 60", 137, TestName = "20 GiB of memory")]
    [TestCase(Tight, "open S, '>', '/tmp/sparse'; truncate S, 100 << 30; open F, '>', '/tmp/real'; print F 'x' x (16 << 20) for 1..6400; sleep 60", 137,
        TestName = "100 GiB of sparse and real files")]
    [TestCase(Tight, "for $i (0..999) { $d = ('/tmp', $ENV{HOME})[$i % 2] . \"/$i\"; mkdir $d; for (1..1000) { open F, '>', \"$d/$_\" } } sleep 120", 137,
        TestName = "A million inodes")]
    public async Task A_bottle_can_call_its_model_while_another_uses_all_resources_it_can(string limits, string program, int code)
    {
        await using CliHost host = await CliHost.StartAsync($"limits: {{{limits}}}");
        string hostile = Directory.CreateDirectory(Path.Combine(host.Root, "hostile")).FullName;
        string calls = Path.Combine(host.Work, "calls");
        Task<CommandResult> quiet =
            Command.RunAsync(CliHost.Cli, ["run", "--name", "quiet", "--", "sh", "-c", Calls], host.Work, host.Environment(), seconds: 600);
        await host.UntilExistsAsync("calls", quiet);
        await Controller.Launching.Wait.ForAsync(() => Task.FromResult(quiet.IsCompleted || File.ReadLines(calls).Count() >= Warm));

        Task<CommandResult> attack = Command.RunAsync(
            CliHost.Cli, ["run", "--name", "hostile", "--", "perl", "-e",
                $"sub made {{ open M, '>', 'made'; print M @_; close M }} open B, '>', 'began'; close B; {program}"],
            hostile, host.Environment(), seconds: 400);
        await Controller.Launching.Wait.ForAsync(() => Task.FromResult(attack.IsCompleted || File.Exists(Path.Combine(hostile, "began"))));
        int before = File.ReadLines(calls).Count();
        CommandResult result = await attack;
        string[][] during = [.. File.ReadLines(calls).Skip(before).Select(line => line.Split(' ')).Where(call => call.Length == 2)];
        await File.WriteAllTextAsync(Path.Combine(host.Work, "enough"), "");
        CommandResult calm = await quiet;
        Assert.That(calm.ExitCode, Is.Zero, calm.ToString());

        string made = File.Exists(Path.Combine(hostile, "made")) ? await File.ReadAllTextAsync(Path.Combine(hostile, "made")) : "-";
        Assert.That(result.ExitCode, Is.EqualTo(code), result.ToString());
        Assert.That(during.Select(call => call[0]), Is.All.EqualTo("200"));
        double[] times = [.. during.Select(call => double.Parse(call[1], CultureInfo.InvariantCulture) * 1000).Order()];
        Assert.That(times, Has.Length.GreaterThanOrEqualTo(FewestCalls), "the attack ended too soon for a result");
        string figures =
            $"{times.Length} calls, ms: median {times[times.Length / 2]:0}, 99 % {times[times.Length * 99 / 100]:0}, longest {times[^1]:0}; made {made}; "
                + $"{result.Error}";
        TestContext.Out.WriteLine(figures);
        Assert.That(new DriveInfo(host.Root).AvailableFreeSpace, Is.GreaterThan(1L << 30));
        Assert.That((await host.RunsAsync()).Single(run => run.Name == "hostile").State, Is.EqualTo(RunState.Exited));
        if (limits == Wide)
        {
            Assert.That(int.Parse(made, CultureInfo.InvariantCulture), Is.InRange(9_900, 9_999), figures);
        }

        Assert.That(times[^1], Is.LessThan(MostMilliseconds), figures);
    }
}
