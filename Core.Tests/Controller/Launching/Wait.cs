using BotBottle.Core.Client;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Controller.Launching;

/// <summary>Waits for the effects of other processes by polling them.</summary>
internal static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>
    /// Polls until the condition is true. Each poll is a round trip to another process or the kernel, so that this never spins. A missing controller is asked
    /// again.
    /// </summary>
    public static async Task ForAsync(Func<Task<bool>> holds)
    {
        using CancellationTokenSource limit = new(Patience);
        using PeriodicTimer pace = new(TimeSpan.FromMilliseconds(20));
        while (!await AskAsync(holds))
        {
            await pace.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>The same for a synchronous condition.</summary>
    public static Task ForAsync(Func<bool> holds) => ForAsync(() => Task.FromResult(holds()));

    /// <summary>Returns all events so far.</summary>
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
