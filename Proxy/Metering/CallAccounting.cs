using BotBottle.Core.Policy;
using BotBottle.Proxy.Reports;

namespace BotBottle.Proxy.Metering;

/// <summary>What the accounts of a run's calls share.</summary>
/// <param name="Control">Admits calls, and takes their reports.</param>
/// <param name="Refusals">The words of a call that is not admitted.</param>
/// <param name="Time">The clock of the reports.</param>
internal sealed record CallAccounting(IRunControl Control, RunRefusals Refusals, TimeProvider Time);
