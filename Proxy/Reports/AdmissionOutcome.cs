using BotBottle.Core.Budgets;

namespace BotBottle.Proxy.Reports;

/// <summary>What came of asking for a model call.</summary>
/// <param name="Answer">The controller's answer; null when there was none.</param>
/// <param name="Problem">Why there was none, for a person.</param>
internal readonly record struct AdmissionOutcome(AdmissionAnswer? Answer, string? Problem)
{
    public bool IsAdmitted => Answer is { Verdict: AdmissionVerdict.Admitted };
}
