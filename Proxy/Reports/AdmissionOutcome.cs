using BotBottle.Core.Budgets;

namespace BotBottle.Proxy.Reports;

/// <summary>The result of asking for the admission of a model call.</summary>
/// <param name="Answer">The controller's answer; null for none.</param>
/// <param name="Problem">The reason why there is no answer, for a person.</param>
internal readonly record struct AdmissionOutcome(AdmissionAnswer? Answer, string? Problem)
{
    public bool IsAdmitted => Answer is { Verdict: AdmissionVerdict.Admitted };
}
