using System.Runtime.InteropServices;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Launching;

/// <summary>
/// <c>resume --detach</c>: the same <c>resume</c> with the same environment, in its own session without a terminal. Its input is empty; the first MiB of its
/// own and its agent's output is kept.
/// </summary>
internal static class DetachedResume
{
    /// <summary>The hidden option of the background process.</summary>
    public const string Background = "--background";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Starts the process and waits until the agent is launched.</summary>
    /// <param name="host">The command's surroundings.</param>
    /// <param name="client">The controller.</param>
    /// <param name="run">The frozen run.</param>
    /// <param name="options">Further arguments for <c>resume</c>.</param>
    /// <param name="without">Sources of secrets that the operator drops (<see cref="KeptSources"/>).</param>
    /// <param name="cancellation">Ends the wait, but not the started process.</param>
    /// <returns>The result, for the operator.</returns>
    /// <exception cref="CommandFailure">The run is not frozen, or did not start; the message contains its last output.</exception>
    public static async Task<string> StartAsync(CommandHost host, ControllerClient client, RunView run, IReadOnlyList<string> options,
        IReadOnlyCollection<string> without, CancellationToken cancellation)
    {
        if (run.State != RunState.Frozen)
        {
            throw new CommandFailure(ExitCode.Failed, $"{run.Name} is {WireNames.Of(run.State)}: only a frozen run can be resumed");
        }

        KeptRun.Read(host.Home, run.Run, run.Name).Sources.Require(TerminalText.Clean(run.Name), host.Environment, without);
        string log = host.Home.ResumeLog(run.Run);
        using HandedEnvironment environment = new();
        ChildProcess child = Spawn(host, run.Run, log, options, environment.TakersEnd);
        _ = environment.GiveAsync(host.Environment);
        long since = host.Time.GetTimestamp();
        while (true)
        {
            RunView now = await client.RunAsync(run.Run, cancellation);
            if (now is { State: not RunState.Frozen, Pid: not null } or { State: RunState.Exited, ExitCode: 0 })
            {
                return $"{run.Name}: {WireNames.Of(now.State)} again, in the background; it writes to {log}";
            }

            ExitStatus? end = child.Poll(stops: false);
            if (end is not null || host.Time.GetElapsedTime(since) > StartLimit)
            {
                string reason = end is { } status ? $"ended with code {status.Code}" : $"did not start within {StartLimit.TotalSeconds:0} s";
                throw new CommandFailure(
                    ExitCode.Failed,
                    $"{run.Name}: its resume {reason}: {TerminalText.Clean((await LastLinesAsync(log, cancellation)).Replace('\n', ' '))} ({log})",
                    $"To see it in a terminal: bot-bottle resume {TerminalText.Clean(run.Name)}");
            }

            await Task.Delay(Pause, host.Time, cancellation);
        }
    }

    private static ChildProcess Spawn(CommandHost host, string run, string log, IReadOnlyList<string> options, SafeHandle environment)
    {
        File.Delete(log);
        using FileStream file = new(log, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        using SafeFileHandle nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        OwnProgram program = OwnProgram.Find();
        return Spawner.Start(new SpawnRequest
        {
            Path = program.Path,
            Arguments = [.. program.Prefix, "resume", run, Background, .. options],
            Environment = RuntimeEnvironment.Make(program, host.Environment, ("BOT_BOTTLE_HOME", host.Home.Root)),
            Descriptors = [new DescriptorMapping(nothing, 0), new DescriptorMapping(nothing, 1), new DescriptorMapping(file.SafeFileHandle, 2),
                new DescriptorMapping(environment, HandedEnvironment.Descriptor)],
            NewSession = true,
        });
    }

    private static async Task<string> LastLinesAsync(string log, CancellationToken cancellation)
    {
        string[] lines = (await File.ReadAllTextAsync(log, cancellation)).TrimEnd().Split('\n');
        return lines is [""] ? "it wrote nothing" : string.Join('\n', lines.TakeLast(3));
    }
}
