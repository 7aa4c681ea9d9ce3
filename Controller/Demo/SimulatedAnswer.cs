using BotBottle.Core.Usage;

namespace BotBottle.Controller.Demo;

/// <summary>What the simulated provider answers to one model call.</summary>
/// <param name="Usage">The tokens that it reports. <c>Input</c> is fresh input; each format adds the cache to it as its own rules say.</param>
/// <param name="Words">The text; a streamed answer sends one event a word.</param>
/// <param name="EventPause">The pause before each of these events.</param>
internal sealed record SimulatedAnswer(TokenUsage Usage, IReadOnlyList<string> Words, TimeSpan EventPause)
{
    /// <summary>Asked before each of these events, by its number from 0, and the event waits for it. Null: nothing is waited for.</summary>
    public Func<int, CancellationToken, Task>? BeforeEvent { get; init; }

    /// <summary>A short greeting at once.</summary>
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
