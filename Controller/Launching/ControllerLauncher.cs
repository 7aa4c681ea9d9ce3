using BotBottle.Controller.Bottles;
using BotBottle.Controller.Commands;
using BotBottle.Controller.Native;
using BotBottle.Core.Control;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Launching;

/// <summary>
/// Finds the host's controller, and starts one where there is none: whoever misses it may call this, and a lock sees to it that of many callers
/// one starts it. It lives in a session of its own, so that no Ctrl-C and no closed terminal ends it.
/// </summary>
internal static class ControllerLauncher
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>A client whose controller answers.</summary>
    /// <exception cref="CommandFailure">None is up and none could be started; the message holds what it wrote last.</exception>
    /// <exception cref="Core.Settings.ConfigurationException">None is up, and settings.yml cannot be used.</exception>
    public static async Task<ControllerClient> ConnectAsync(CommandHost host, CancellationToken cancellation)
    {
        ControllerClient client = new(host.Home.ControllerSocket);
        try
        {
            if (await AnswersAsync(client, cancellation))
            {
                SettingsFile.Warn(host);
            }
            else
            {
                await StartAsync(host, client, cancellation);
            }

            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static async Task StartAsync(CommandHost host, ControllerClient client, CancellationToken cancellation)
    {
        long since = host.Time.GetTimestamp();
        host.Home.Create();
        _ = SettingsFile.Load(host); // a controller would end at once over what is wrong there
        using FileStream? held = await TakeLockAsync(host, client, since, cancellation);
        if (held is null || await AnswersAsync(client, cancellation))
        {
            return;
        }

        long written = File.Exists(host.Home.ControllerLog) ? new FileInfo(host.Home.ControllerLog).Length : 0;
        ChildProcess child = Spawn(host);
        while (!await AnswersAsync(client, cancellation))
        {
            ExitStatus? end = child.Poll(stops: false);
            if (end is not null || host.Time.GetElapsedTime(since) > StartLimit)
            {
                string reason = end is { } status ? $"ended with code {status.Code}" : $"did not answer within {StartLimit.TotalSeconds:0} s";
                string text = Written(host.Home.ControllerLog, written);
                throw new CommandFailure(
                    ExitCode.Failed, $"the controller {reason}{(text.Length == 0 ? " and wrote nothing" : $". It wrote:\n{text}")}", $"Its log is {host.Home.ControllerLog}.");
            }

            await Task.Delay(Pause, host.Time, cancellation);
        }
    }

    private static ChildProcess Spawn(CommandHost host)
    {
        using FileStream log = new(host.Home.ControllerLog, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0); // File.OpenHandle would leave the position at the start
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

    /// <summary>The lock; null when the controller answers before it is free.</summary>
    private static async Task<FileStream?> TakeLockAsync(CommandHost host, ControllerClient client, long since, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new FileStream(host.Home.StartLock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (host.Time.GetElapsedTime(since) < StartLimit)
            {
                // Somebody else is starting it.
                await Task.Delay(Pause, host.Time, cancellation);
                if (await AnswersAsync(client, cancellation))
                {
                    return null;
                }
            }
        }
    }

    private static async Task<bool> AnswersAsync(ControllerClient client, CancellationToken cancellation)
    {
        try
        {
            await client.StatusAsync(cancellation);
            return true;
        }
        catch (ControllerException absent) when (absent.Code == ControllerException.Unreachable)
        {
            return false;
        }
    }

    private static string Written(string log, long from)
    {
        using FileStream stream = new(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = Math.Max(from, stream.Length - 4096);
        return new StreamReader(stream).ReadToEnd().TrimEnd();
    }
}
