using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Commands;
using BotBottle.Controller.Daemon;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Tests.EndToEnd;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Core.Tests.Controller.Bottles;

/// <summary>A temporary host with its own home, project and state folder, in which real bottles are started.</summary>
[SupportedOSPlatform("linux")]
internal sealed partial class BottleHost : IDisposable
{
    private readonly SafeFileHandle _nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
    private ControllerService? _controller;

    public BottleHost()
    {
        Root = Directory.CreateTempSubdirectory("bottle-test-").FullName;
        foreach (var folder in (string[])[Home, Project, State])
        {
            Directory.CreateDirectory(folder);
        }
    }

    public string Root { get; }

    public string Home => Path.Combine(Root, "home");

    public string Project => Path.Combine(Root, "home", "project");

    public string State => Path.Combine(Root, "home", ".bot-bottle");

    /// <summary>The messages of the backend to its caller.</summary>
    public StringWriter Messages { get; } = new();

    public BottleStreams Silent => new(_nothing, _nothing, _nothing);

    public BottlePlan Plan(params string[] command)
    {
        var id = Guid.NewGuid().ToString("N")[..8];
        return new BottlePlan
        {
            RunId = id,
            RunFolder = Path.Combine(State, "runs", id),
            StateFolder = State,
            Command = command,
            WorkingFolder = Project,
            CaPem = TestCa.Pem,
            HostEnvironment = new Dictionary<string, string> { ["HOME"] = Home, ["PATH"] = "/usr/local/bin:/usr/bin:/bin", ["SECRET"] = "host only" },
        };
    }

    public Task<RunningBottle> LaunchAsync(BottlePlan plan) => new SandboxBackend(Messages).LaunchAsync(plan, CancellationToken.None);

    /// <summary>Runs a shell script as the agent, which writes its output to the file "out" in the shared folder.</summary>
    public async Task<(int Code, string Output)> RunAsync(string script, Func<BottlePlan, BottlePlan>? change = null)
    {
        var output = Path.Combine(Project, "out");
        var plan = Plan("sh", "-c", $"exec >out 2>&1\n{script}");
        await using var bottle = await LaunchAsync(change?.Invoke(plan) ?? plan);
        await bottle.StartAsync();
        var exit = await bottle.WaitAsync();
        var text = File.Exists(output) ? await File.ReadAllTextAsync(output) : "";
        File.Delete(output);
        return (exit.Code, text);
    }

    /// <summary>Runs a program of the host in the project.</summary>
    public Task<(int Code, string Output)> OnHostAsync(string program, params string[] arguments) => OnHostAsyncIn(Project, program, arguments);

    /// <summary>Runs a program of the host.</summary>
    public async Task<(int Code, string Output)> OnHostAsyncIn(string folder, string program, params string[] arguments)
    {
        var (read, write) = Descriptors.Pipe();
        using var output = new FileStream(read, FileAccess.Read, bufferSize: 1);
        var child = Spawner.Start(new SpawnRequest
        {
            Path = program,
            Arguments = arguments,
            Environment = new Dictionary<string, string> { ["HOME"] = Home, ["PATH"] = "/usr/bin:/bin", ["GIT_CONFIG_NOSYSTEM"] = "1" },
            WorkingFolder = folder,
            Descriptors = [new(_nothing, 0), new(write, 1), new(write, 2)],
        });
        write.Dispose();
        var text = await new StreamReader(output).ReadToEndAsync();
        return ((await child.WaitAsync()).Code, text);
    }

    /// <summary>Starts a controller of the state folder in this process, for tests of a run's terminal, which need no process for it.</summary>
    public async Task ServeAsync() => _controller = await ControllerService.StartAsync(State, TimeProvider.System, _ => { });

    /// <summary>Runs a verb in this process.</summary>
    /// <returns>Its exit code, and all that it wrote.</returns>
    public async Task<(int Code, string Output)> VerbAsync(params string[] words)
    {
        using StringWriter said = new() { NewLine = "\n" };
        var environment = new Dictionary<string, string> { ["HOME"] = Home, ["BOT_BOTTLE_HOME"] = State, ["PATH"] = "/usr/bin:/bin" };
        return (await CommandLine.RunAsync(words, new CommandHost(said, said, environment, Project, TimeProvider.System, Colours: false)), said.ToString());
    }

    /// <summary>Stops the controller of the state folder, if there is one, and waits until no run is left that would write there or start another.</summary>
    public async Task StopControllerAsync()
    {
        using ControllerClient controller = new(Path.Combine(State, "controller.sock"));
        try
        {
            await File.WriteAllTextAsync(Path.Combine(State, "controller.stopped"), ""); // as the verb does
            if (_controller is not null)
            {
                await _controller.DisposeAsync();
                _controller = null;
            }

            await ControllerStop.StopAsync(controller, TimeProvider.System, CancellationToken.None);
        }
        catch (ControllerException gone) when (gone.Code == ControllerException.Unreachable)
        {
            // The test ended it, or never started one.
        }

        await new HomeProcesses(State).UntilGoneAsync();
    }

    /// <summary>Creates a named pipe in the project, through which an agent reports its progress.</summary>
    public void MakePipe(string name) => Assert.That(MakeFifo(Path.Combine(Project, name), 0x180), Is.Zero);

    public async Task<string> ReadPipeAsync(string name)
    {
        await using var pipe = new FileStream(Path.Combine(Project, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
        return await new StreamReader(pipe).ReadToEndAsync();
    }

    /// <summary>A descriptor of a folder, which .NET itself does not open.</summary>
    public static SafeFileHandle OpenFolder(string path) => new(Open(path, 0x80000), ownsHandle: true);

    /// <summary>All processes of a process namespace that still run.</summary>
    public static List<string> ProcessesIn(string space) =>
        [.. Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) && Space(folder) == space)];

    /// <summary>A child process that belongs to no bottle.</summary>
    public static ChildProcess StartSleeper() => Spawner.Start(new SpawnRequest
    {
        Path = "/usr/bin/sleep", Arguments = ["60"], Environment = new Dictionary<string, string>(), NewSession = true,
    });

    /// <summary>All processes that were started with a run's environment and still run.</summary>
    public static List<string> ProcessesOfRun(RunningBottle bottle)
    {
        var run = $"\0HTTPS_PROXY=http://user:password@127.0.0.1:{bottle.Listeners[0].Port}\0";
        return [.. Directory.EnumerateDirectories("/proc")
            .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) && Environment(folder).Contains(run, StringComparison.Ordinal))];
    }

    private static string Environment(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "environ"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ""; // ended, or another user's
        }
    }

    /// <summary>A server that answers the first connection of a listener with a fixed text, and returns what it was sent.</summary>
    public static async Task<string> AnswerOnceAsync(BottleListener listener, string answer)
    {
        using var server = new Socket(new SafeSocketHandle(listener.Handle.DangerousGetHandle(), ownsHandle: false));
        using var client = await server.AcceptAsync();
        var buffer = new byte[4096];
        var length = await client.ReceiveAsync(buffer);
        await client.SendAsync(Encoding.ASCII.GetBytes(answer));
        return Encoding.ASCII.GetString(buffer, 0, length);
    }

    public void Dispose()
    {
        _nothing.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    private static string? Space(string folder)
    {
        try
        {
            var zombie = File.ReadLines(Path.Combine(folder, "status")).Contains("State:\tZ (zombie)");
            return zombie ? null : new FileInfo(Path.Combine(folder, "ns/pid")).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // ended, or another user's
        }
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
