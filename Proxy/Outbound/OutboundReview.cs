using BotBottle.Core.Control;
using BotBottle.Core.Dlp;
using BotBottle.Core.Policy;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Outbound;

/// <summary>The parts that the guards of a run's requests share.</summary>
/// <param name="Control">Has the decisions of operators, and asks for new ones.</param>
/// <param name="Journal">Records findings.</param>
/// <param name="Refusals">Writes the refusal for a finding.</param>
/// <param name="Policy">The detectors for requests, and those that mask log lines.</param>
/// <param name="AsksOperator">True if the run has an operator to ask.</param>
internal sealed record OutboundReview(IRunControl Control, Journal Journal, RunRefusals Refusals, OutboundPolicy Policy, bool AsksOperator)
{
    /// <summary>An agent chooses its values, so that the memory and the events for them need a bound.</summary>
    private const int MostNoted = 1024;

    private readonly HashSet<(string Fingerprint, string Host)> _noted = [];

    /// <summary>Records a mask, once for each value and destination: an agent sends its history with each turn, and the value with it.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="finding">The finding.</param>
    /// <param name="host">The destination.</param>
    /// <param name="what">Its kind and place, without the value.</param>
    public void NoteMask(Exchange exchange, DlpFinding finding, string host, string what)
    {
        int count;
        lock (_noted)
        {
            if (_noted.Count == MostNoted || !_noted.Add((finding.Fingerprint, host)))
            {
                return;
            }
            count = _noted.Count;
        }
        string more = count == MostNoted ? "further values are masked without a note" : "later requests with this value are masked without a note";
        Journal.Found(EventKind.DlpRedacted, exchange, null, $"masked: {what} ({more})");
    }
}
