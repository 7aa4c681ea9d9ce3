using System.Globalization;
using System.Net.Sockets;
using BotBottle.Controller.Native;
using BotBottle.Core.Logins;
using BotBottle.Core.Tests.Controller.Launching;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>
/// The programs that hold a login's tokens crash, and leave no core file and no dump, even where the operator's environment asks .NET for one. The agent's
/// memory holds placeholders alone.
/// </summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class CoreDumpTests
{
    private const int Quit = 3, Abort = 6, Violation = 11;
    private const string ToCore = "ulimit -c $(ulimit -H -c)";

    private static readonly bool IsRoot = Environment.UserName == "root";

    [TestCase(Abort, Violation, Abort, false)]
    [TestCase(Violation, Abort, Quit, true, Category = "Long")]
    [TestCase(Violation, Quit, Violation, false, Category = "Long")]
    [TestCase(Quit, Abort, Quit, false, Category = "Long")]
    [TestCase(Abort, Quit, Violation, true, Category = "Long")]
    public async Task A_crash_leaves_no_dump(int ofRun, int ofProxy, int ofController, bool isOrdinaryUser)
    {
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named("claude"), []);
        KeptLogin login = host.KeepLogin();
        string dumps = Directory.CreateDirectory(Path.Combine(host.Host.Root, "dumps")).FullName;
        string port = Path.Combine(host.Host.Root, "port");
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(port));
        listener.Listen();
        Dictionary<string, string?> variables = host.Host.Variables;
        (variables["DOTNET_DbgEnableMiniDump"], variables["COMPlus_DbgMiniDumpType"]) = ("1", "4");
        (variables["DOTNET_DbgMiniDumpName"], variables["DOTNET_EnableCrashReport"]) = (Path.Combine(dumps, "%p"), "1");
        (variables["DOTNET_EnableDiagnostics"], variables["DOTNET_DiagnosticPorts"]) = ("1", $"{port},nosuspend");
        if (isOrdinaryUser)
        {
            await host.Host.BelongToUserAsync();
        }

        await using CliProcess run = host.Host.StartAfter(
            ToCore, "run", "--name", "holder", "--login", "claude:work", "--", "sh", "-c",
            "curl -sS -o /dev/null -H 'Authorization: Bearer x' https://api.anthropic.com/v1/models; c=$(cat ~/.claude/.credentials.json); touch up; "
                + "sleep 600; echo $c");
        foreach (string name in variables.Keys.Where(name => name.StartsWith("DOTNET_", StringComparison.Ordinal)).ToArray())
        {
            variables.Remove(name);
        }

        Task<CommandResult> end = run.EndAsync();
        await host.Host.UntilExistsAsync("up", end);
        Assert.That(login.Accepted, Has.Count.EqualTo(1));
        int[] pids = [run.Pid, host.Host.Processes.Proxy()!.Value, host.Host.Processes.Controller()!.Value];
        string[] folders = [.. pids.Select(pid => new FileInfo($"/proc/{pid}/cwd").LinkTarget!).Distinct()];
        (string, DateTime)[] earlier = [.. folders.SelectMany(CoresIn).Select(Stamp)];
        Assert.That(pids.SelectMany(DebugPorts), Is.Empty);
        if (IsRoot)
        {
            Assert.That(ProcessMemory.Find(pids[1], [login.Secrets.First()]), Is.Not.Empty, "the search finds what is there");
            int[] inside = ProcessMemory.InBottle((await host.Host.RunsAsync()).Single().Run);
            string[] held = [.. inside.SelectMany(pid => ProcessMemory.Find(pid, [.. login.Secrets, LoginPlaceholders.ClaudeAccess])).Distinct()];
            Assert.That(held, Is.EqualTo(new[] { LoginPlaceholders.ClaudeAccess }), $"{inside.Length} processes");
        }

        if (isOrdinaryUser)
        {
            Assert.That(await OpenForAsync(host.Host, pids), Is.Empty);
        }

        await CrashAsync(pids[2], ofController);
        await CrashAsync(pids[1], ofProxy);
        Assert.That(Cores(), Is.Empty);
        await CrashAsync(pids[0], ofRun);
        CommandResult result = await end;
        Assert.That(result.ExitCode, Is.EqualTo(128 + ofRun), result.ToString());
        string[] cores = Cores();
        Assert.That(cores, ofRun == Quit ? Has.Length.LessThan(2) : Is.Empty, "SIGQUIT reaches the agent, too, which may leave a core file");
        Assert.That(cores.SelectMany(core => ProcessMemory.FindIn(File.ReadAllBytes(core), login.Secrets)), Is.Empty);
        Assert.That(Directory.EnumerateFileSystemEntries(dumps).Concat(pids.Select(pid => $"/tmp/coredump.{pid}").Where(File.Exists)), Is.Empty);
        NobodyListens(listener);
        await login.IsNowhereAsync(host.Host);
        foreach (string core in cores)
        {
            File.Delete(core);
        }

        await ControlAsync(host.Work);
        await Wait.ForAsync(async () => (await host.Host.BotBottleAsync("ps")).ExitCode == 0); // a controller may be starting in place of the dead one

        string[] Cores() => [.. folders.SelectMany(CoresIn).Where(core => !earlier.Contains(Stamp(core)))];
    }

    // .NET makes its own dump at the first signal, and leaves the next one to the kernel.
    private static Task CrashAsync(int pid, int signal) => Wait.ForAsync(() => Task.FromResult(!Processes.Kill(pid, signal) || IsOver(pid)));

    private static bool IsOver(int pid)
    {
        try
        {
            // A zombie: all of its threads have ended, and its parent has not read its exit code yet.
            return StatOf(pid) is ["Z", ..] stat && int.Parse(stat[17], CultureInfo.InvariantCulture) < 2;
        }
        catch (IOException)
        {
            return true;
        }
    }

    // proc(5), from the third field on.
    private static string[] StatOf(int pid) => File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ');

    // The same shell without our programs: what the kernel makes of a crash here.
    private static async Task ControlAsync(string folder)
    {
        await using CliProcess control = new("/bin/sh", ["-c", $"{ToCore}; kill -SEGV $$"], folder, new Dictionary<string, string?>());
        await control.EndAsync();
        if (!CoresIn(folder).Any())
        {
            await TestContext.Out.WriteLineAsync("this kernel puts core files elsewhere, or makes none");
        }
    }

    private static IEnumerable<string> CoresIn(string folder) => Directory.EnumerateFiles(folder, "core*");

    private static (string, DateTime) Stamp(string file) => (file, File.GetLastWriteTimeUtc(file));

    // The runtime comes to its operator's port before our code runs, and is replaced then.
    private static void NobodyListens(Socket listener)
    {
        while (listener.Poll(0, SelectMode.SelectRead))
        {
            using Socket came = listener.Accept();
            came.ReceiveTimeout = 30_000;
            while (came.Receive(new byte[4096]) > 0)
            {
                // The program's own message, which the test does not need.
            }
        }
    }

    // Others may be left of processes that had the same number. The second number is the time of the start (proc(5)).
    private static IEnumerable<string> DebugPorts(int pid)
    {
        string started = StatOf(pid)[19];
        return new[] { $"dotnet-diagnostic-{pid}-{started}-*", $"clr-debug-pipe-{pid}-{started}-*" }
            .SelectMany(pattern => Directory.EnumerateFileSystemEntries(Path.GetTempPath(), pattern));
    }

    /// <summary>The processes whose memory their own user can open. One of another kind shows that there are such processes.</summary>
    private static async Task<int[]> OpenForAsync(CliHost host, int[] pids)
    {
        CommandResult result = await host.AsUserAsync(
            "sh", "-c", $"sleep 60 & for p in {string.Join(' ', pids)} $!; do (: < /proc/$p/mem) 2> /dev/null && echo $p; done; echo $!; kill $!");
        string[] open = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(open, Has.Length.GreaterThan(1).And.Exactly(2).EqualTo(open[^1]), result.ToString());
        return [.. open[..^2].Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))];
    }
}
