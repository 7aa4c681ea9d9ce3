using BotBottle.Core.Policy;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Outbound;

/// <summary>The parts that the guards of a run's requests share.</summary>
/// <param name="Control">Has the decisions of operators, and asks for new ones.</param>
/// <param name="Journal">Records findings.</param>
/// <param name="Refusals">Writes the refusal for a finding.</param>
/// <param name="Policy">The detectors for requests, and those that mask log lines.</param>
internal sealed record OutboundReview(IRunControl Control, Journal Journal, RunRefusals Refusals, OutboundPolicy Policy);
