using BotBottle.Controller.Native;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Demo;

/// <summary>The end of the demo's controller.</summary>
internal static class DemoController
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Stops it and waits until its process is gone, so that its folder can go too.</summary>
    public static async Task StopAsync(ControllerClient controller, TimeProvider time)
    {
        ControllerStatus status = await controller.StatusAsync();
        await controller.StopAsync();
        long since = time.GetTimestamp();
        while (ProcessIdentity.StartOf(status.Pid) is not null && time.GetElapsedTime(since) < Limit)
        {
            await Task.Delay(Look, time);
        }
    }
}
