using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Launching;

/// <summary>Stops a controller and waits for its end: after that, another one can start and its folder can be deleted.</summary>
internal static class ControllerStop
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Stops it and waits until its process is gone.</summary>
    /// <exception cref="ControllerException">None is running (<see cref="ControllerException.Unreachable"/>).</exception>
    /// <exception cref="CommandFailure">It does not end.</exception>
    public static async Task StopAsync(ControllerClient controller, TimeProvider time, CancellationToken cancellation)
    {
        ControllerStatus status = await controller.StatusAsync(cancellation);
        await controller.StopAsync(cancellation);
        long since = time.GetTimestamp();
        while (ProcessIdentity.StartOf(status.Pid) is not null)
        {
            if (time.GetElapsedTime(since) > Limit)
            {
                throw new CommandFailure(
                    ExitCode.Failed, $"the controller (process {status.Pid}) was asked to stop and has not stopped within {Limit.TotalSeconds:0} s",
                    "It may still be writing its queue; see its log.");
            }

            await Task.Delay(Look, time, cancellation);
        }
    }
}
