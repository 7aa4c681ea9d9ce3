using System.Runtime.CompilerServices;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Commands;

/// <summary>The events after a position, each once, even if the controller restarts: the sequence numbers tell where to continue.</summary>
/// <param name="host">The command's surroundings.</param>
/// <param name="audit">True for decisions only.</param>
/// <param name="follow">True to continue after the newest event.</param>
internal sealed class EventFollower(CommandHost host, bool audit, bool follow)
{
    public async IAsyncEnumerable<LoggedEvent> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        do
        {
            using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
            IAsyncEnumerator<LoggedEvent> events = client.EventsAsync(after, follow, audit, cancellation).GetAsyncEnumerator(cancellation);
            await using (events)
            {
                while (await MoveNextAsync(events))
                {
                    after = events.Current.Seq;
                    yield return events.Current;
                }
            }
        }
        while (follow && !cancellation.IsCancellationRequested);
    }

    /// <summary>Moves to the next event; false at the end. When following, a lost controller is an end too, and its successor is asked next.</summary>
    private async Task<bool> MoveNextAsync(IAsyncEnumerator<LoggedEvent> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (ControllerException lost) when (follow && lost.Code == ControllerException.Unreachable)
        {
            return false;
        }
    }
}
