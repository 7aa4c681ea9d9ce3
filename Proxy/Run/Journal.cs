using BotBottle.Core.Control;
using BotBottle.Core.Hosts;
using BotBottle.Core.Refusals;
using BotBottle.Core.Routes;
using BotBottle.Core.Text;
using BotBottle.Proxy.Reports;

namespace BotBottle.Proxy.Run;

/// <summary>Reports refused requests to an operator and, if the run's log setting says so, allowed ones. All texts are canonical, or tokens.</summary>
internal sealed class Journal(IRunControl control, LivePolicy policy, OutboundPolicy outbound, TimeProvider time)
{
    public void Refused(Authority? authority, string? method, string? path, Refusal refusal, string? detail = null)
    {
        if (policy.Current.Log != EgressLog.Off)
        {
            Tell(EventKind.EgressBlock, authority, method, path, refusal.Status, WireNames.Of(refusal.Code), detail);
        }
    }

    /// <summary>Records the end of an allowed exchange.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="status">The upstream's status; 0 without a response.</param>
    /// <param name="end">The reason for its end, reported unless it completed.</param>
    public void Allowed(Exchange exchange, int status, ExchangeEnd end)
    {
        if (policy.Current.Log == EgressLog.All)
        {
            Tell(
                EventKind.EgressAllow, exchange.Target.Authority, exchange.Method, exchange.Path.Path, status,
                end == ExchangeEnd.Complete ? null : WireNames.Of(end), exchange.Verdict.Rule);
        }
    }

    /// <summary>Records that a response was broken off within its body, after its head was sent.</summary>
    public void Withheld(Authority authority, string method, string path, int status, string detail) =>
        Tell(EventKind.DlpMatch, authority, method, path, status, WireNames.Of(RefusalCode.DlpMatch), detail);

    /// <summary>Records a finding in an exchange, whatever the run's log setting is.</summary>
    /// <param name="kind">The action taken.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="refusal">The refusal; null for none.</param>
    /// <param name="detail">The kind and the place of the finding, without the value.</param>
    public void Found(EventKind kind, Exchange exchange, Refusal? refusal, string detail) => Tell(
        kind, exchange.Target.Authority, exchange.Method, exchange.Path.Path, refusal?.Status ?? 0, refusal is null ? null : WireNames.Of(refusal.Code),
        detail);

    // Texts that an agent chose may contain secrets, which must not be logged.
    private void Tell(EventKind kind, Authority? authority, string? method, string? path, int status, string? reason, string? detail) =>
        control.Tell(new EgressEvent(
            kind, time.GetUtcNow(), Clean(authority?.ToString(), ReportText.MaxPath), Clean(method, ReportText.MaxName), Clean(path, ReportText.MaxPath),
            status, reason,
            detail is null ? null : outbound.Logs.Redact(detail)));

    // Masked before it is shortened, because a part of a secret is not detected.
    private string? Clean(string? text, int length) => text is null ? null : ReportText.Limit(outbound.Logs.Redact(text), length);
}
