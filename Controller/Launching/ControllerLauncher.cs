using BotBottle.Controller.Bottles;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Launching;

/// <summary>
/// Finds the host's controller, and starts one if there is none. Any process may call this: a lock lets only one of many callers start it. The controller has
/// its own session, so that neither Ctrl-C nor a closed terminal ends it.
/// </summary>
internal static class ControllerLauncher
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);
    private const int MostShown = 64 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Gets a client of a running controller for a command; starts one if needed, even if it was stopped by hand.</summary>
    /// <exception cref="CommandFailure">None is running and none could be started; the message contains its output.</exception>
    /// <exception cref="Core.Yaml.ConfigurationException">None is running, and settings.yml is invalid.</exception>
    public static Task<ControllerClient> ConnectAsync(CommandHost host, CancellationToken cancellation) => ConnectAsync(host, byVerb: true, cancellation);

    /// <summary>Gets a client for a run whose controller is gone; a controller that was stopped by hand stays stopped.</summary>
    /// <exception cref="CommandFailure">None is running and none could be started, or it was stopped by hand.</exception>
    public static Task<ControllerClient> HealAsync(CommandHost host, CancellationToken cancellation) => ConnectAsync(host, byVerb: false, cancellation);

    /// <summary>Waits until no process starts a controller, and prevents starts until disposal.</summary>
    /// <exception cref="CommandFailure">Another process has been starting one for too long.</exception>
    public static async Task<FileStream> HoldStartsAsync(CommandHost host, CancellationToken cancellation)
    {
        host.Home.Create();
        long since = host.Time.GetTimestamp();
        while (true)
        {
            if (TryLock(host) is { } held)
            {
                return held;
            }

            if (host.Time.GetElapsedTime(since) > StartLimit)
            {
                throw new CommandFailure(ExitCode.Failed,
                    $"another process has been starting a controller for {StartLimit.TotalSeconds:0} s ({host.Home.StartLock} is held)", "Try again.");
            }

            await Task.Delay(Pause, host.Time, cancellation);
        }
    }

    private static async Task<ControllerClient> ConnectAsync(CommandHost host, bool byVerb, CancellationToken cancellation)
    {
        ControllerClient client = new(host.Home.ControllerSocket);
        try
        {
            if (await StatusAsync(client, cancellation) is { } status)
            {
                SettingsFile.Warn(host);
                if (status.StoreFault is { } fault)
                {
                    host.Complain($"warning: {fault}\n  Until then model calls are refused.");
                }
            }
            else
            {
                await StartAsync(host, client, byVerb, cancellation);
            }

            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static async Task StartAsync(CommandHost host, ControllerClient client, bool byVerb, CancellationToken cancellation)
    {
        long since = host.Time.GetTimestamp();
        host.Home.Create();
        _ = SettingsFile.Load(host); // checked first, because a controller would end at once over an error there
        using FileStream? held = await TakeLockAsync(host, client, since, cancellation);
        if (held is null || await AnswersAsync(client, cancellation))
        {
            return;
        }

        if (!byVerb && StopMark.IsSet(host.Home))
        {
            throw new CommandFailure(ExitCode.Failed, "the controller was stopped by hand, and stays stopped", "To start it: bot-bottle controller start");
        }

        StopMark.Remove(host.Home);
        long written = File.Exists(host.Home.ControllerLog) ? new FileInfo(host.Home.ControllerLog).Length : 0;
        ChildProcess child = Spawn(host);
        while (!await AnswersAsync(client, cancellation))
        {
            ExitStatus? end = child.Poll(stops: false);
            if (end is not null || host.Time.GetElapsedTime(since) > StartLimit)
            {
                string reason = end is { } status ? $"ended with code {status.Code}" : $"did not respond within {StartLimit.TotalSeconds:0} s";
                string text = Written(host.Home.ControllerLog, written);
                throw new CommandFailure(
                    ExitCode.Failed, $"the controller {reason}{(text.Length == 0 ? " and wrote nothing" : $". It wrote:\n{text}")}",
                    $"Its log is {host.Home.ControllerLog}.");
            }

            await Task.Delay(Pause, host.Time, cancellation);
        }
    }

    private static ChildProcess Spawn(CommandHost host)
    {
        // File.OpenHandle would leave the position at the start
        using FileStream log = new(host.Home.ControllerLog, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        using SafeFileHandle nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        OwnProgram program = OwnProgram.Find();
        return Spawner.Start(new SpawnRequest
        {
            Path = program.Path,
            Arguments = [.. program.Prefix, "controller", "serve"],
            Environment = RuntimeEnvironment.Make(program, host.Environment, ("BOT_BOTTLE_HOME", host.Home.Root)),
            WorkingFolder = "/",
            Descriptors = [new DescriptorMapping(nothing, 0), new DescriptorMapping(log.SafeFileHandle, 1), new DescriptorMapping(log.SafeFileHandle, 2)],
            NewSession = true,
        });
    }

    /// <summary>Gets the lock; null if the controller responds before it is free.</summary>
    private static async Task<FileStream?> TakeLockAsync(CommandHost host, ControllerClient client, long since, CancellationToken cancellation)
    {
        while (true)
        {
            if (TryLock(host) is { } held)
            {
                return held;
            }

            if (host.Time.GetElapsedTime(since) > StartLimit)
            {
                throw new CommandFailure(
                    ExitCode.Failed, $"another process has been starting the controller for {StartLimit.TotalSeconds:0} s, and it does not respond",
                    $"Its log is {host.Home.ControllerLog}.");
            }

            await Task.Delay(Pause, host.Time, cancellation);
            if (await AnswersAsync(client, cancellation))
            {
                return null;
            }
        }
    }

    private static FileStream? TryLock(CommandHost host)
    {
        try
        {
            return new FileStream(host.Home.StartLock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held) when (held.HResult == Errno.WouldBlock)
        {
            return null; // another process starts or stops it
        }
    }

    private static async Task<bool> AnswersAsync(ControllerClient client, CancellationToken cancellation) =>
        await StatusAsync(client, cancellation) is not null;

    private static async Task<ControllerStatus?> StatusAsync(ControllerClient client, CancellationToken cancellation)
    {
        try
        {
            return await client.StatusAsync(cancellation);
        }
        catch (ControllerException absent) when (absent.Code == ControllerException.Unreachable)
        {
            return null;
        }
    }

    private static string Written(string log, long from)
    {
        using FileStream stream = new(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        // The file may have been truncated meanwhile.
        from = from <= stream.Length ? from : 0;
        stream.Position = Math.Max(from, stream.Length - MostShown);
        string text = new StreamReader(stream).ReadToEnd().Trim();
        return stream.Length - from > MostShown ? $"(the last {MostShown / 1024} KiB of it)\n{text}" : text;
    }
}
