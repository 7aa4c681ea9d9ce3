namespace BotBottle.Core.Budgets;

/// <summary>Verdict on one model call.</summary>
/// <param name="Verdict">Admitted, or the reason that refuses it.</param>
/// <param name="Hold">Charged tokens set aside in the budget that governs until the call is settled; 0 under the gate <c>off</c>.</param>
/// <param name="OutputHold">The output part of <paramref name="Hold"/>: the floor of an answer that is cut before its usage.</param>
/// <param name="Refusal">The facts of the refusal; null when admitted or when no budget refuses.</param>
/// <param name="Message">What to add to the refusal: what went wrong, for <see cref="AdmissionVerdict.StoreUnavailable"/>; why a call does not fit into what is left.</param>
public sealed record AdmissionAnswer(
    AdmissionVerdict Verdict, long Hold = 0, long OutputHold = 0, BudgetRefusal? Refusal = null, string? Message = null);
