using BotBottle.Core.Providers;

namespace BotBottle.Core.Usage;

/// <summary>
/// Makes ledger figures of what an answer said and what its request looked like. The rules, first match first:
/// a free call, a call that never reached the upstream whole, and one that the upstream refused before it generated anything cost nothing;
/// exact figures stand; what was cut off is charged the larger of what was seen and what was held; what is unknown is charged by estimate. Nothing that
/// may have been generated is ever charged 0.
/// </summary>
public static class UsageSettlement
{
    /// <summary>Settles one exchange.</summary>
    /// <param name="kind">What kind of call it was.</param>
    /// <param name="facts">What its request said.</param>
    /// <param name="requestSent">Whether the last byte of the request went to the upstream: without it no provider begins.</param>
    /// <param name="status">The upstream's status code; 0 if no answer came.</param>
    /// <param name="result">What the answer said; null if no answer came.</param>
    /// <param name="heldOutput">The output tokens that were set aside for the call, 0 if none: the floor where the true figure is out of sight.</param>
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
        bool opaque = facts.Fault == RequestFault.Encoded || result.Undecodable;
        if (kind == CallKind.Unclassified && suspicious && facts.Model is null && !opaque)
        {
            return nothing with { Suspicious = true };
        }

        return new SettledUsage(Estimate(facts, result, heldOutput), result.Quality, suspicious);
    }

    /// <summary>
    /// Whether the upstream refused before it generated: a redirect or an error status, or a stream that ends with an error before any output or
    /// figure. A gateway that gave up waiting (504, and 52x of a CDN) says nothing of what the provider behind it did.
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
        return seen with
        {
            Input = seen.Input + (inputStands ? 0 : missing),
            Output = outputStands ? seen.Output : Math.Max(seen.Output, Math.Max(visible, heldOutput)),
        };
    }
}
