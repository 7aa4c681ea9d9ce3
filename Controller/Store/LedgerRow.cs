using BotBottle.Core.Control;

namespace BotBottle.Controller.Store;

/// <summary>One model call as the ledger keeps it.</summary>
/// <param name="Run">The run that made it.</param>
/// <param name="Report">What its proxy reported.</param>
/// <param name="Charged">The weighted sum that budgets count.</param>
/// <param name="CommittedAt">When the controller took it over: the instant that windows count by.</param>
internal sealed record LedgerRow(string Run, UsageReport Report, long Charged, DateTimeOffset CommittedAt);
