using BotBottle.Core.Usage;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Metering;

/// <summary>
/// Counts the input of a call at its provider, if a budget's gate requires it. If that fails, the estimate is used and an operator is told; the call is not
/// refused because of its provider's failure.
/// </summary>
/// <param name="counter">The run's counter.</param>
/// <param name="exchange">The call.</param>
/// <param name="path">The path of the provider's count endpoint.</param>
/// <param name="copy">Receives the body to count; null if it has a content coding.</param>
internal sealed class InputCount(InputCounter counter, Exchange exchange, string path, BodyCopy? copy) : IDisposable
{
    /// <summary>The body to count; null if it has a content coding.</summary>
    public BodyCopy? Copy => copy;

    /// <summary>True if the body is too large to be counted.</summary>
    public bool IsTooLarge => copy is { IsTooLarge: true };

    /// <summary>Returns the facts with the input as counted by the provider; unchanged if the count failed.</summary>
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
