using BotBottle.Core.Providers;

namespace BotBottle.Core.Usage;

/// <summary>
/// Turns the usage in a response and the facts of its request into ledger figures. The first matching rule applies. A free call, a call that never reached the
/// upstream completely, and one that the upstream refused before it generated cost nothing. Exact figures are charged. A response that was cut off is charged
/// the larger of the seen and the held tokens. Unknown usage is charged by estimate. A call that may have generated tokens is never charged 0.
/// </summary>
public static class UsageSettlement
{
    /// <summary>Settles one exchange.</summary>
    /// <param name="kind">The kind of call.</param>
    /// <param name="facts">The facts of its request.</param>
    /// <param name="requestSent">True if the upstream got the last byte of the request; without it no provider begins.</param>
    /// <param name="status">The upstream's status code; 0 without a response.</param>
    /// <param name="result">The usage in the response; null without a response.</param>
    /// <param name="heldOutput">The output tokens that the call held, or 0: the least charge if the true figure never shows.</param>
    public static SettledUsage Settle(CallKind kind, RequestFacts facts, bool requestSent, int status, UsageResult? result, long heldOutput)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var nothing = new SettledUsage(default, UsageQuality.Exact);
        result ??= new UsageResult { Quality = UsageQuality.Partial };
        if (kind == CallKind.Free || !requestSent || WasRefused(status, result))
        {
            return nothing;
        }

        if (result.Quality == UsageQuality.Exact)
        {
            return new SettledUsage(result.Usage, UsageQuality.Exact);
        }

        bool suspicious = kind != CallKind.ModelCall && !result.Generated;
        return new SettledUsage(Estimate(facts, result, heldOutput), result.Quality, suspicious);
    }

    /// <summary>
    /// True if the upstream refused before it generated: a redirect or an error status, or a stream that ends with an error before any output or figure. A
    /// gateway's time-out (504, and 52x of a CDN) does not show what the provider behind it did.
    /// </summary>
    private static bool WasRefused(int status, UsageResult result)
    {
        if (result.Generated)
        {
            return false;
        }

        return status is >= 300 and < 504 or > 504 and < 520 or >= 529
            || (status is >= 200 and < 300 && result is { Terminal: true, Error: not null });
    }

    private static TokenUsage Estimate(RequestFacts facts, UsageResult result, long heldOutput)
    {
        var seen = result.Usage;
        long missing = Math.Max(0, facts.InputEstimate - seen.TotalInput);
        bool inputStands = result.InputKnown && result.Quality != UsageQuality.Estimated;
        long visible = TokenEstimator.FromBytes(result.Undecodable ? Math.Max(result.BodyBytes, result.VisibleBytes) : result.VisibleBytes);
        bool outputStands = result is { OutputKnown: true, Terminal: true };
        TokenUsage estimate = seen with
        {
            Input = seen.Input + (inputStands ? 0 : missing),
            Output = outputStands ? seen.Output : Math.Max(seen.Output, Math.Max(visible, heldOutput)),
        };

        // An empty request can start work too (a copy, a new run of a stored prompt).
        return estimate.Total == 0 ? estimate with { Input = 1 } : estimate;
    }
}
