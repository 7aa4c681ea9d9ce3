using BotBottle.Core.Usage;

namespace BotBottle.Controller.Demo;

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
