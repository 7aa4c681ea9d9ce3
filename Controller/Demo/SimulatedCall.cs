using System.Text.Json.Nodes;
using BotBottle.Core.Usage;

namespace BotBottle.Controller.Demo;

/// <summary>One model call as the simulated provider saw it, to compare with the ledger.</summary>
/// <param name="Path">The request's path.</param>
/// <param name="Streamed">True if an event stream was requested.</param>
/// <param name="Credential">The key of the request without its scheme; null if it had none.</param>
/// <param name="Usage">The reported tokens.</param>
/// <param name="OverWebSocket">True if it was a message on a WebSocket.</param>
internal sealed record SimulatedCall(string Path, bool Streamed, string? Credential, TokenUsage Usage, bool OverWebSocket = false);

/// <summary>The simulated provider's response to one model call.</summary>
/// <param name="Usage">The reported tokens. <c>Input</c> is fresh input; each format adds the cache to it by its own rules.</param>
/// <param name="Words">The text; a streamed response sends one event per word.</param>
/// <param name="EventPause">The pause before each of these events.</param>
internal sealed record SimulatedAnswer(TokenUsage Usage, IReadOnlyList<string> Words, TimeSpan EventPause)
{
    /// <summary>Called before each of these events with its number from 0; the event waits for it. Null: no event waits.</summary>
    public Func<int, CancellationToken, Task>? BeforeEvent { get; init; }

    /// <summary>Makes a short greeting without pauses.</summary>
    public static SimulatedAnswer Of(long input, long output) =>
        new(new TokenUsage(input, 0, 0, output, 0), ["Hello", " from", " the", " simulated", " provider."], TimeSpan.Zero);

    /// <summary>Waits until an event of text may be sent.</summary>
    /// <param name="number">Its number among them, from 0.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task WaitAsync(int number, CancellationToken cancellation)
    {
        if (EventPause > TimeSpan.Zero)
        {
            await Task.Delay(EventPause, cancellation);
        }

        if (BeforeEvent is { } before)
        {
            await before(number, cancellation);
        }
    }

    public string Text => string.Concat(Words);
}

/// <summary>One event of a stream.</summary>
/// <param name="Name">The value of its <c>event</c> field; null if the format has none.</param>
/// <param name="Data">The value of its <c>data</c> field, one line.</param>
/// <param name="IsText">True if it carries text of the response, which is paced.</param>
internal sealed record SimulatedEvent(string? Name, string Data, bool IsText = false);

/// <summary>Writes responses in the format of one API. The shapes are the real ones, reduced to the members that a client reads.</summary>
internal interface ISimulatedFormat
{
    /// <summary>Makes the whole response as one JSON document.</summary>
    JsonObject Whole(string id, string model, SimulatedAnswer answer);

    /// <summary>Makes the response as events: a name (null for none) and data. Events with a word of text are marked, so that they can be paced.</summary>
    IEnumerable<SimulatedEvent> Stream(string id, string model, SimulatedAnswer answer, JsonObject request);
}
