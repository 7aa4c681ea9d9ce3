using BotBottle.Core.Client;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Controller.Launching;

/// <summary>Waiting for what other processes do, by asking them.</summary>
internal static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Asks until it holds. Each question is a round trip to another process or through the kernel, so that this never spins hot; a controller that
    /// is not there yet is asked again.</summary>
    public static async Task ForAsync(Func<Task<bool>> holds)
    {
        using CancellationTokenSource limit = new(Patience);
        using PeriodicTimer pace = new(TimeSpan.FromMilliseconds(20));
        while (!await AskAsync(holds))
        {
            await pace.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>The same, of what is known at once.</summary>
    public static Task ForAsync(Func<bool> holds) => ForAsync(() => Task.FromResult(holds()));

    /// <summary>Every event so far.</summary>
    public static async Task<List<LoggedEvent>> EventsOfAsync(ControllerClient controller)
    {
        List<LoggedEvent> events = [];
        await foreach (LoggedEvent logged in controller.EventsAsync())
        {
            events.Add(logged);
        }

        return events;
    }

    private static async Task<bool> AskAsync(Func<Task<bool>> holds)
    {
        try
        {
            return await holds();
        }
        catch (ControllerException absent) when (absent.Code == ControllerException.Unreachable)
        {
            return false;
        }
    }
}
