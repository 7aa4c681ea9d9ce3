using BotBottle.Core.Control;

namespace BotBottle.Controller.Store;

/// <summary>One model call as stored in the ledger.</summary>
/// <param name="Run">The run that made it.</param>
/// <param name="Report">The report of its proxy.</param>
/// <param name="Charged">The weighted sum that budgets count.</param>
/// <param name="CommittedAt">Time when the controller took it over; windows count by it.</param>
internal sealed record LedgerRow(string Run, UsageReport Report, long Charged, DateTimeOffset CommittedAt);
