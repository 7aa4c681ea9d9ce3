using System.Globalization;
using System.Runtime.Versioning;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>The large forms: one bottle takes what it can get, and another one goes on with its model calls.</summary>
[Category("System"), Category("Long"), SupportedOSPlatform("linux")]
public sealed class LimitPressureTests
{
    private const string Calls =
        "touch ready; while [ ! -e enough ]; do curl -sS -o answer -w '%{http_code} %{time_total}\\n' https://api.anthropic.com/v1/messages -H 'content-type: application/json' "
        + "-d '{\"model\":\"claude-test\",\"max_tokens\":9,\"messages\":[]}' >> calls; sleep 0.05; done";

    [TestCase("import time\ntime.sleep(8)", 0, TestName = "Nothing, to compare with")]
    [TestCase("n = 0\ntry:\n  while n < 10000:\n    if os.fork() == 0: time.sleep(60); os._exit(0)\n    n += 1\nexcept BlockingIOError: pass\ntime.sleep(3)\nopen('made', 'w').write(str(n))\nos._exit(0)", 0, TestName = "10,000 processes")]
    [TestCase("n = 0\ntry:\n  while n < 10000:\n    if os.fork() == 0:\n      while True: pass\n    n += 1\nexcept BlockingIOError: pass\ntime.sleep(3)\nopen('made', 'w').write(str(n))\nos._exit(0)", 0, TestName = "10,000 processes that count")]
    [TestCase("x = []\nfor i in range(1280): x.append(bytearray(16 << 20))\ntime.sleep(30)", 137, TestName = "20 GiB of memory")]
    [TestCase("open('/tmp/sparse', 'wb').truncate(100 << 30)\nb = os.urandom(16 << 20)\nf = open('/tmp/real', 'wb')\nfor i in range(6400): f.write(b)\ntime.sleep(30)", 137, TestName = "100 GiB of sparse and real files")]
    [TestCase("for i in range(1000000):\n  if i % 1000 == 0: d = f'{[\"/tmp\", os.environ[\"HOME\"]][i // 1000 % 2]}/{i}'; os.mkdir(d)\n  os.close(os.open(f'{d}/{i}', os.O_CREAT))\ntime.sleep(30)", 137, TestName = "A million inodes")]
    public async Task Another_bottle_calls_its_model_while_one_takes_all_it_can(string program, int code)
    {
        await using TestHost host = await TestHost.StartAsync("limits: {memory: 2GiB, tmp: 300MiB, home: 300MiB}");
        string hostile = Directory.CreateDirectory(Path.Combine(host.Root, "hostile")).FullName;
        Task<CommandResult> quiet = Command.RunAsync(TestHost.Cli, ["run", "--name", "quiet", "--", "sh", "-c", Calls], host.Work, host.Environment(), seconds: 600);
        await host.UntilExistsAsync("ready", quiet);

        CommandResult result = await Command.RunAsync(
            TestHost.Cli, ["run", "--name", "hostile", "--", "python3", "-c", $"import os, time\n{program}"], hostile, host.Environment(), seconds: 300);
        await File.WriteAllTextAsync(Path.Combine(host.Work, "enough"), "");
        Assert.That((await quiet).ExitCode, Is.Zero);

        string[][] calls = [.. File.ReadLines(Path.Combine(host.Work, "calls")).Select(line => line.Split(' '))];
        double[] times = [.. calls.Select(call => double.Parse(call[1], CultureInfo.InvariantCulture) * 1000).Order()];
        TestContext.Out.WriteLine($"{times.Length} calls, ms: median {times[times.Length / 2]:0}, 99 % {times[times.Length * 99 / 100]:0}, longest {times[^1]:0}; made {Made(hostile)}; {result.Error}");
        Assert.That(result.ExitCode, Is.EqualTo(code), result.ToString());
        Assert.That(calls.Select(call => call[0]), Is.All.EqualTo("200"));
        Assert.That(new DriveInfo(host.Root).AvailableFreeSpace, Is.GreaterThan(1L << 30));
        Assert.That((await host.RunsAsync()).Single(run => run.Name == "hostile").State, Is.EqualTo(RunState.Exited));
    }

    private static string Made(string folder) => File.Exists(Path.Combine(folder, "made")) ? File.ReadAllText(Path.Combine(folder, "made")) : "-";
}
