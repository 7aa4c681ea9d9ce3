using BotBottle.Core.Usage;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Metering;

/// <summary>
/// The input of a call that a budget's gate wants counted by its provider. Where that fails the estimate stands, and an operator hears of it: the call is not
/// refused for what its provider does.
/// </summary>
/// <param name="counter">The run's counter.</param>
/// <param name="exchange">The call.</param>
/// <param name="path">The path of the provider's count endpoint.</param>
/// <param name="copy">Takes what is counted; null where a coding is in the way.</param>
internal sealed class InputCount(InputCounter counter, Exchange exchange, string path, BodyCopy? copy) : IDisposable
{
    /// <summary>What is counted; null where a coding is in the way.</summary>
    public BodyCopy? Copy => copy;

    /// <summary>Whether the call is too large to be counted.</summary>
    public bool IsTooLarge => copy is { IsTooLarge: true };

    /// <summary>The facts with the input as the provider counts it, or as they were.</summary>
    public async ValueTask<RequestFacts> CountAsync(RequestFacts facts)
    {
        (long? tokens, string? problem) = copy switch
        {
            null => (null, "the request has a content coding"),
            { Problem: { } gone } => (null, gone),
            _ => await counter.AskAsync(exchange, path, copy).ConfigureAwait(false),
        };
        if (tokens is { } counted)
        {
            return facts with { InputEstimate = counted, IsCounted = true };
        }
        counter.TellFailed(exchange, path, problem);
        return facts;
    }

    public void Dispose() => copy?.Dispose();
}
