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
