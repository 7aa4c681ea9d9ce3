using BotBottle.Core.Usage;

namespace BotBottle.Controller.Demo;

/// <summary>What the simulated provider answers to one model call.</summary>
/// <param name="Usage">The tokens that it reports. <c>Input</c> is fresh input; each format adds the cache to it as its own rules say.</param>
/// <param name="Words">The text; a streamed answer sends one event a word.</param>
/// <param name="EventPause">The pause before each of these events.</param>
internal sealed record SimulatedAnswer(TokenUsage Usage, IReadOnlyList<string> Words, TimeSpan EventPause)
{
    /// <summary>A short greeting at once.</summary>
    public static SimulatedAnswer Of(long input, long output) =>
        new(new TokenUsage(input, 0, 0, output, 0), ["Hello", " from", " the", " simulated", " provider."], TimeSpan.Zero);

    public string Text => string.Concat(Words);
}
