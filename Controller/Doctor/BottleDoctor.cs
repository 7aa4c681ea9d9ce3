using System.Globalization;
using System.Net.Sockets;
using System.Text;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Doctor;

/// <summary>
/// Tests the isolation: builds a real bottle, tries the ways out from inside it, and reports the results. A probe that could not be tried has failed.
/// </summary>
/// <param name="backend">Backend of the bottle.</param>
/// <param name="stateFolder">~/.bot-bottle.</param>
/// <param name="hostEnvironment">The environment of a run.</param>
/// <param name="clock">The time.</param>
internal sealed class BottleDoctor(
    IBottleBackend backend, string stateFolder, IReadOnlyDictionary<string, string> hostEnvironment, TimeProvider clock)
{
    private const string TlsName = "doctor.bot-bottle.test";
    private const string KeyVariable = "ANTHROPIC_API_KEY";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly string[] Logins = [".ssh", ".aws", ".gnupg", ".netrc", ".npmrc", ".docker", ".claude", ".codex", ".config"];

    /// <summary>Examines one bottle.</summary>
    public async Task<DoctorReport> ExamineAsync(CancellationToken cancel)
    {
        var user = UserAccount.Current();
        var perl = Executable.Find("perl", "/usr/bin:/bin:/usr/local/bin", "/");
        var probes = perl is null
            ? ProbeReader.Read("", "the probes need perl, which is missing (Debian, Ubuntu: apt-get install perl-base)")
            : await ProbeOrSayAsync(perl, cancel);
        return new DoctorReport(user.Name, backend.Name, probes);
    }

    /// <summary>Runs the probes. Without a bottle no probe can be tried, so each has failed; the first one tells the reason.</summary>
    private async Task<IReadOnlyList<ProbeResult>> ProbeOrSayAsync(string perl, CancellationToken cancel)
    {
        try
        {
            return await ProbeAsync(perl, cancel);
        }
        catch (BottleException failure)
        {
            return [new ProbeResult("bottle", "a bottle can be built", false, $"build one ({backend.Name})", failure.Message),
                .. ProbeReader.Read("", "no bottle could be built")];
        }
    }

    private async Task<IReadOnlyList<ProbeResult>> ProbeAsync(string perl, CancellationToken cancel)
    {
        using var host = new DoctorHost(stateFolder);
        using var server = new TrustedServer(TlsName, clock.GetUtcNow());
        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var (read, write) = Descriptors.Pipe();
        using var output = new FileStream(read, FileAccess.Read, bufferSize: 1);
        var plan = Plan(host, server, perl) with { Streams = new BottleStreams(nothing, write, write) };
        try
        {
            await using var bottle = await backend.LaunchAsync(plan, cancel);
            write.Dispose(); // the bottle has its own copy: its end is the end of the output
            using var serving = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            serving.CancelAfter(Patience);
            await using var late = serving.Token.Register(() => bottle.Signal(Signal.Kill));
            using var listener = new Socket(new SafeSocketHandle(Tls(bottle).DangerousGetHandle(), ownsHandle: false));
            var service = server.ServeAsync(listener, serving.Token);

            await bottle.StartAsync();
            var text = await new StreamReader(output, Encoding.ASCII).ReadToEndAsync(CancellationToken.None);
            var exit = await bottle.WaitAsync();
            await serving.CancelAsync();
            await service.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return ProbeReader.Read(text, $"no report; the script ended with {exit.Code}: {LastLine(text)}");
        }
        finally
        {
            write.Dispose();
            if (Directory.Exists(plan.RunFolder))
            {
                Directory.Delete(plan.RunFolder, recursive: true);
            }
        }
    }

    private BottlePlan Plan(DoctorHost host, TrustedServer server, string perl)
    {
        var environment = new Dictionary<string, string>(hostEnvironment) { [KeyVariable] = host.Key };
        var home = environment.GetValueOrDefault("HOME", "/");
        var state = new BottleHome(stateFolder);
        List<string> arguments =
        [
            $"host_port={host.HostPort.ToString(CultureInfo.InvariantCulture)}", $"unix={host.SocketFile}", $"unix=@{host.AbstractSocket}",
            $"key_reversed={new string([.. host.Key.Reverse()])}", $"other={host.Other}", $"tls_name={TlsName}",
            "lookup=example.com", "internet=1.1.1.1", "internet=2606:4700:4700::1111", "metadata=169.254.169.254", "metadata=fd00:ec2::254",
            $"hidden={stateFolder}", $"hidden={host.SecretFile}", $"hidden={state.ControllerSocket}",
            .. Logins.Select(name => Path.Combine(home, name)).Where(Path.Exists).Select(path => $"hidden={path}"),
            .. HostExecuted.Names.Select(name => $"executed={name}"),
        ];
        return new BottlePlan
        {
            RunId = host.Id,
            RunFolder = state.RunFolder(host.Id),
            StateFolder = stateFolder,
            Command = [perl, "-e", ProbeCatalog.Script(), "--", .. arguments],
            WorkingFolder = host.Project,
            Shares = [new Share(host.Other, ReadOnly: false)],
            CaPem = server.CaPem,
            RouteHosts = [TlsName],
            Placeholders = new Dictionary<string, string> { [KeyVariable] = "placeholder" },
            HostEnvironment = environment,
        };
    }

    private static System.Runtime.InteropServices.SafeHandle Tls(RunningBottle bottle) =>
        bottle.Listeners.Single(listener => listener.Kind == ListenerKind.Tls).Handle;

    private static string LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(line => !line.Contains('\t', StringComparison.Ordinal), "no further output");
}
