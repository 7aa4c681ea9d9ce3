using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using BotBottle.Controller.Native;
using BotBottle.Core.Control;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// The program between <c>unshare</c> and bubblewrap (the CLI's hidden verb <c>__launch</c>). It runs in the bottle's new user and network namespaces: it
/// brings loopback up, opens the listeners and hands them out, then becomes bubblewrap. No .NET process is left in the bottle.
/// </summary>
internal static class Launcher
{
    /// <summary>The hidden verb.</summary>
    public const string Verb = "__launch";

    /// <summary>The hidden verb that opens the listeners in an existing network namespace, hands them out and ends.</summary>
    public const string ListenVerb = "__listen";

    private const int Backlog = 512;

    /// <summary>The bottle's listeners, in the order in which they are handed out.</summary>
    public static readonly (ListenerKind Kind, int Port)[] Ports = [(ListenerKind.Proxy, 3128), (ListenerKind.Tls, 443), (ListenerKind.Http, 80)];

    /// <summary>Makes the arguments after the verb; <see cref="LauncherMain"/> reads them.</summary>
    /// <param name="bubblewrap">The file of bwrap.</param>
    /// <param name="openFiles">The caller's soft limit of open files, which the agent gets.</param>
    /// <param name="processes">The most processes and threads.</param>
    /// <param name="terminal">The file descriptor of the bottle's terminal; null for none.</param>
    /// <param name="command">The agent's program and arguments.</param>
    public static IReadOnlyList<string> Arguments(string bubblewrap, ulong openFiles, long processes, int? terminal, IReadOnlyList<string> command) =>
        [Verb, bubblewrap, openFiles.ToString(CultureInfo.InvariantCulture), processes.ToString(CultureInfo.InvariantCulture),
            (terminal ?? -1).ToString(CultureInfo.InvariantCulture), .. command];

    /// <summary>Receives the listeners that are handed out on <see cref="LauncherDescriptors.Control"/>.</summary>
    /// <param name="control">Our end of the socket.</param>
    /// <param name="listeners">Receives the listeners.</param>
    /// <returns>False if the other end closed before all were received.</returns>
    [SupportedOSPlatform("linux")]
    public static bool TakeListeners(SafeHandle control, List<BottleListener> listeners)
    {
        while (listeners.Count < Ports.Length)
        {
            if (Ancillary.Receive(control, out var kind) is not { } handles)
            {
                return false;
            }

            var port = Ports.Single(entry => (byte)entry.Kind == kind);
            listeners.Add(new BottleListener(port.Kind, port.Port, handles.Single()));
        }

        return true;
    }

    /// <summary>Runs <see cref="ListenVerb"/>.</summary>
    internal static int ListenMain()
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                Loopback.BringUp();
                HandOutListeners().Dispose();
                return 0;
            }
        }
        catch (Exception error) when (error is Win32Exception or SocketException)
        {
            Console.Error.WriteLine($"bot-bottle: the container's listeners could not be opened: {error.Message}");
        }

        return 125;
    }

    /// <summary>Runs the launcher.</summary>
    /// <param name="arguments">The arguments from <see cref="Arguments"/>, without the verb.</param>
    /// <returns>125 on failure; on success the process has become bubblewrap and does not return.</returns>
    internal static int LauncherMain(ReadOnlySpan<string> arguments)
    {
        if (!OperatingSystem.IsLinux() || arguments.Length < 5)
        {
            Console.Error.WriteLine("bot-bottle: this verb is internal to `bot-bottle run`");
            return 2;
        }

        try
        {
            Become(
                arguments[0], ulong.Parse(arguments[1], CultureInfo.InvariantCulture), ulong.Parse(arguments[2], CultureInfo.InvariantCulture),
                int.Parse(arguments[3], CultureInfo.InvariantCulture), arguments[4..].ToArray());
        }
        catch (Exception error) when (error is Win32Exception or SocketException or PlatformNotSupportedException)
        {
            Console.Error.WriteLine($"bot-bottle: the bottle could not be built: {error.Message}");
        }

        return 125;
    }

    [SupportedOSPlatform("linux")]
    private static void Become(string bubblewrap, ulong openFiles, ulong processes, int terminal, string[] command)
    {
        ProcessControl.DieWithParent();
        Loopback.BringUp();
        using (var control = HandOutListeners())
        {
            // A run that died before it was tied to this process does not respond. Without a keeper there must be no bottle.
            if (Descriptors.Read(control, stackalloc byte[1]) == 0)
            {
                return;
            }
        }

        TakeForeground(terminal);

        Descriptors.CloseOnExecFrom(3);
        for (var descriptor = LauncherDescriptors.Arguments; descriptor <= LauncherDescriptors.Block; descriptor++)
        {
            Descriptors.KeepOnExec(descriptor);
        }

        Limits.SetOpenFiles(openFiles);
        Limits.SetProcesses(processes);
        OutOfMemory.First();
        Niceness.StandBack(); // applies to this thread, which becomes bubblewrap
        ProcessControl.Default(Signal.Pipe);

        // bubblewrap's outer process shares the agent's process group. Ctrl-C and a closed terminal are meant for the agent. If they ended bubblewrap, the
        // agent would be killed with it; if they stopped it, the agent's end would not be seen. env restores the agent's defaults.
        foreach (var signal
            in (int[])[Signal.Interrupt, Signal.Quit, Signal.Hangup, Signal.Terminate, Signal.TerminalStop, Signal.TerminalInput, Signal.TerminalOutput])
        {
            ProcessControl.Ignore(signal);
        }

        ProcessControl.Filter(SeccompFilter.Build(RuntimeInformation.ProcessArchitecture, SeccompStage.Launch));
        ProcessControl.Execute(
            bubblewrap,
            [
                "--args", Number(LauncherDescriptors.Arguments), "--seccomp", Number(LauncherDescriptors.Filter),
                "--json-status-fd", Number(LauncherDescriptors.Status), "--block-fd", Number(LauncherDescriptors.Block), "--", .. command,
            ],
            []);
    }

    /// <summary>Gives the agent its own process group in the foreground of its terminal, so that it can be stopped without the leader of its session.</summary>
    /// <param name="terminal">A file descriptor; negative if there is none.</param>
    internal static void TakeForeground(int terminal)
    {
        Processes.LeadGroup();
        if (terminal >= 0)
        {
            ProcessControl.Ignore(Signal.TerminalOutput); // this process is in the background until the call is done
            Terminal.Give(terminal);
        }
    }

    [SupportedOSPlatform("linux")]
    private static SafeFileHandle HandOutListeners()
    {
        var control = Descriptors.Own(LauncherDescriptors.Control);
        foreach (var (kind, port) in Ports)
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            listener.Listen(Backlog);
            Ancillary.Send(control, (byte)kind, listener.SafeHandle);
        }

        return control;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
