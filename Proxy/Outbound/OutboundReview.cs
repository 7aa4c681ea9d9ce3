using BotBottle.Core.Policy;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Outbound;

/// <summary>The parts that the guards of a run's requests share.</summary>
/// <param name="Control">Knows what an operator has decided, and asks for what is undecided.</param>
/// <param name="Journal">Records findings.</param>
/// <param name="Refusals">The words of a request that is refused for a finding.</param>
/// <param name="Policy">The detectors of requests, and those that mask log lines.</param>
internal sealed record OutboundReview(IRunControl Control, Journal Journal, RunRefusals Refusals, OutboundPolicy Policy);
