using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Budgets;

/// <summary>A proxy's request to admit one model call, with the complete facts of the HTTP request (spine step 9).</summary>
/// <param name="Exchange">The exchange's id: unique over all runs and restarts.</param>
/// <param name="Provider">The provider's name, by destination host.</param>
/// <param name="Model">The model that the request names; null when it names none or could not be read.</param>
/// <param name="InputEstimate">The input tokens, counted by the provider or estimated.</param>
/// <param name="MaxOutput">The request's output limit in tokens, times <c>n</c>; null when it names none.</param>
/// <param name="Unmetered">True for a call whose spend never shows in its response (batches, background …).</param>
/// <param name="Choices">The number of completions that the request asks for (<c>n</c>, <c>best_of</c>).</param>
/// <param name="IsCounted">True when the provider counted <paramref name="InputEstimate"/>, and reads that input once.</param>
/// <param name="IsUnseen">True when <paramref name="InputEstimate"/> misses some input: a file, a picture, an earlier response.</param>
/// <param name="InputBytes">The request's bytes without its content coding. No text has more tokens than bytes.</param>
public sealed record AdmissionRequest(
    string Exchange, string Provider, string? Model, long InputEstimate, long? MaxOutput, bool Unmetered, long Choices = 1, bool IsCounted = false,
    bool IsUnseen = false, long InputBytes = 0);

/// <summary>Verdict on one model call.</summary>
/// <param name="Verdict">Admitted, or the reason that refuses it.</param>
/// <param name="Hold">The charged tokens that the governing budget sets aside until the call is settled; 0 under the gate <c>off</c>.</param>
/// <param name="OutputHold">The output part of <paramref name="Hold"/>: the least charge for a response that is cut before its usage.</param>
/// <param name="Refusal">The facts of the refusal; null when admitted or when no budget refuses.</param>
/// <param name="Message">Text to add to the refusal: the fault for <see cref="AdmissionVerdict.StoreUnavailable"/>, or why the call does not fit into the rest
/// of the budget.</param>
public sealed record AdmissionAnswer(
    AdmissionVerdict Verdict, long Hold = 0, long OutputHold = 0, BudgetRefusal? Refusal = null, string? Message = null);

/// <summary>The controller's verdict on an <see cref="AdmissionRequest"/>.</summary>
[JsonConverter(typeof(WireName<AdmissionVerdict>))]
public enum AdmissionVerdict
{
    /// <summary>The call is admitted; its hold stands until the exchange is reported.</summary>
    Admitted,

    /// <summary>A governing budget is spent (<c>budget_exhausted</c>).</summary>
    BudgetExhausted,

    /// <summary>The holds of other calls fill the budget, which is not spent (<c>budget_held</c>, retryable).</summary>
    BudgetHeld,

    /// <summary>A <c>rate</c> budget has no room now (<c>rate_limited</c>).</summary>
    RateLimited,

    /// <summary>An operator cut the run (<c>egress_cut</c>).</summary>
    EgressCut,

    /// <summary>The call would spend unseen under a hard budget (<c>unmetered_call</c>).</summary>
    UnmeteredCall,

    /// <summary>The store cannot write the admission (disk full, read only), so the call is refused.</summary>
    StoreUnavailable,
}
