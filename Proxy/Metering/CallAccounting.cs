using BotBottle.Core.Policy;
using BotBottle.Proxy.Reports;

namespace BotBottle.Proxy.Metering;

/// <summary>The parts that the accounts of a run's calls share.</summary>
/// <param name="Control">Admits calls and receives their reports.</param>
/// <param name="Refusals">Writes the refusal for a call that is not admitted.</param>
/// <param name="Time">The clock for the reports.</param>
internal sealed record CallAccounting(IRunControl Control, RunRefusals Refusals, TimeProvider Time);
