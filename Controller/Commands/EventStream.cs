using System.Runtime.CompilerServices;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Commands;

/// <summary>The events after a place, each once, also over restarts of the controller: sequence numbers say where to go on.</summary>
/// <param name="host">The verb's surroundings.</param>
/// <param name="audit">Only decisions.</param>
/// <param name="follow">Whether to go on after the newest.</param>
internal sealed class EventStream(CommandHost host, bool audit, bool follow)
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

    /// <summary>False at the end; when following, a lost controller is an end too, after which its successor is asked.</summary>
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
