using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Budgets;

/// <summary>A proxy asks for one model call, with the complete facts of its request (spine step 9).</summary>
/// <param name="Exchange">The exchange's id: unique over all runs and restarts.</param>
/// <param name="Provider">The provider's name, by destination host.</param>
/// <param name="Model">The model that the request names; null when it names none or could not be read.</param>
/// <param name="InputEstimate">The input tokens, counted by the provider or estimated.</param>
/// <param name="MaxOutput">The request's output limit in tokens, times <c>n</c>; null when it names none.</param>
/// <param name="Unmetered">True for a call whose spend never shows in its answer (batches, background …).</param>
/// <param name="Choices">How many answers are asked for (<c>n</c>, <c>best_of</c>).</param>
/// <param name="IsCounted">Whether the provider counted <paramref name="InputEstimate"/>, and reads it once.</param>
/// <param name="IsUnseen">Whether there is input that <paramref name="InputEstimate"/> cannot show: a file, a picture, an earlier response.</param>
/// <param name="InputBytes">The request's bytes without its coding: no text has more tokens.</param>
public sealed record AdmissionRequest(
    string Exchange, string Provider, string? Model, long InputEstimate, long? MaxOutput, bool Unmetered, long Choices = 1, bool IsCounted = false,
    bool IsUnseen = false, long InputBytes = 0);

/// <summary>Verdict on one model call.</summary>
/// <param name="Verdict">Admitted, or the reason that refuses it.</param>
/// <param name="Hold">Charged tokens set aside in the budget that governs until the call is settled; 0 under the gate <c>off</c>.</param>
/// <param name="OutputHold">The output part of <paramref name="Hold"/>: the floor of an answer that is cut before its usage.</param>
/// <param name="Refusal">The facts of the refusal; null when admitted or when no budget refuses.</param>
/// <param name="Message">What to add to the refusal: what went wrong, for <see cref="AdmissionVerdict.StoreUnavailable"/>; why a call does not fit into what is left.</param>
public sealed record AdmissionAnswer(
    AdmissionVerdict Verdict, long Hold = 0, long OutputHold = 0, BudgetRefusal? Refusal = null, string? Message = null);

/// <summary>The controller's answer to an <see cref="AdmissionRequest"/>.</summary>
[JsonConverter(typeof(WireName<AdmissionVerdict>))]
public enum AdmissionVerdict
{
    /// <summary>Admitted; its hold stands until the exchange is reported.</summary>
    Admitted,

    /// <summary>A governing budget is spent (<c>budget_exhausted</c>).</summary>
    BudgetExhausted,

    /// <summary>Others' holds fill the budget, which is not spent (<c>budget_held</c>, retryable).</summary>
    BudgetHeld,

    /// <summary>A <c>rate</c> budget has no room now (<c>rate_limited</c>).</summary>
    RateLimited,

    /// <summary>The run is cut by an operator (<c>egress_cut</c>).</summary>
    EgressCut,

    /// <summary>Would spend unseen under a hard budget (<c>unmetered_call</c>).</summary>
    UnmeteredCall,

    /// <summary>The store cannot take the admission (disk full, read only): refused, never waved through.</summary>
    StoreUnavailable,
}
