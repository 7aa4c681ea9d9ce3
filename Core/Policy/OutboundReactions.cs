using BotBottle.Core.Dlp;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Policy;

/// <summary>
/// The reactions to the findings of a request. The proxy and <c>explain</c> share this rule. A model provider's client sends its whole history with each call,
/// so that one refused finding would end its session. There the defaults mask instead of refusing.
/// </summary>
/// <param name="OnMatch">The reaction to a finding in a body.</param>
/// <param name="Rejected">The reaction to a value in a body that an operator rejected.</param>
/// <param name="IsWritten">True if the route names <paramref name="OnMatch"/>. Then it applies to known secrets and to the head too.</param>
public readonly record struct OutboundReactions(DlpReaction OnMatch, RejectedReaction Rejected, bool IsWritten)
{
    /// <summary>The reactions of a request.</summary>
    /// <param name="route">The route that allows it; null for none.</param>
    /// <param name="isProvider">True if the host is a model provider's.</param>
    /// <param name="asksOperator">True if the run has an operator to ask.</param>
    public static OutboundReactions Of(Route? route, bool isProvider, bool asksOperator) => new(
        route?.Dlp?.OnMatch ?? (isProvider && !asksOperator ? DlpReaction.Redact : DlpReaction.Supervise),
        route?.Dlp?.Rejected ?? (isProvider ? RejectedReaction.Redact : RejectedReaction.Refuse),
        route?.Dlp?.OnMatch is not null);

    /// <summary>True if a finding in a body may be masked.</summary>
    public bool MayMask => OnMatch == DlpReaction.Redact || (OnMatch == DlpReaction.Supervise && Rejected == RejectedReaction.Redact);

    /// <summary>The reaction to a finding on whose value no operator has decided.</summary>
    /// <param name="kind">The finding's kind.</param>
    /// <param name="isHead">True if it is in the head of the request.</param>
    public DlpReaction To(DlpKind kind, bool isHead) =>
        IsWritten || (kind != DlpKind.KnownSecret && !isHead) ? OnMatch : DlpReaction.Supervise;

    /// <summary>The reactions in a sentence, for people.</summary>
    /// <param name="asksOperator">True if the run has an operator to ask.</param>
    public string InWords(bool asksOperator)
    {
        string rejected = Rejected == RejectedReaction.Redact ? "masked in bodies, a known secret refused" : "refused";
        return OnMatch switch
        {
            DlpReaction.Redact when IsWritten => "a find is masked, and refused where that is not possible",
            DlpReaction.Redact => "a find in the body is masked; one in the head, in signed content, or of a known secret is refused",
            DlpReaction.Supervise when asksOperator => $"a find waits for an operator; what is rejected is {rejected}",
            _ => "a find is refused",
        };
    }

    /// <summary>The reason why an undecided finding is refused where others are masked; null if there is none.</summary>
    /// <param name="kind">The finding's kind.</param>
    /// <param name="isHead">True if it is in the head of the request.</param>
    public string? WhyUnmasked(DlpKind kind, bool isHead) =>
        OnMatch != DlpReaction.Redact || IsWritten ? null
        : kind == DlpKind.KnownSecret ? "a known secret is masked only where the route says outbound_on_match: redact"
        : isHead ? "a head is masked only where the route says outbound_on_match: redact"
        : null;

    /// <summary>The same for a finding whose value an operator rejected.</summary>
    /// <param name="kind">The finding's kind.</param>
    /// <param name="isHead">True if it is in the head of the request.</param>
    public string? WhyRejectedUnmasked(DlpKind kind, bool isHead) =>
        Rejected != RejectedReaction.Redact || OnMatch == DlpReaction.Block ? null
        : kind == DlpKind.KnownSecret ? "a known secret is refused, not masked"
        : isHead ? "only bodies are masked"
        : null;

    /// <summary>The reaction to a finding whose value an operator rejected.</summary>
    /// <param name="kind">The finding's kind.</param>
    /// <param name="isHead">True if it is in the head of the request.</param>
    public RejectedReaction ToRejected(DlpKind kind, bool isHead) =>
        kind == DlpKind.KnownSecret || isHead || OnMatch == DlpReaction.Block ? RejectedReaction.Refuse : Rejected;
}
