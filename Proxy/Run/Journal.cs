using BotBottle.Core.Control;
using BotBottle.Core.Hosts;
using BotBottle.Core.Refusals;
using BotBottle.Core.Routes;
using BotBottle.Core.Text;
using BotBottle.Proxy.Policy;
using BotBottle.Proxy.Reports;

namespace BotBottle.Proxy.Run;

/// <summary>Tells an operator what was refused and, where the run's log says so, what was let through. Everything in it is canonical, or a token.</summary>
internal sealed class Journal(IRunControl control, LivePolicy policy, OutboundPolicy outbound, TimeProvider time)
{
    public void Refused(Authority? authority, string? method, string? path, Refusal refusal, string? detail = null)
    {
        if (policy.Current.Log != EgressLog.Off)
        {
            Tell(EventKind.EgressBlock, authority, method, path, refusal.Status, WireNames.Of(refusal.Code), detail);
        }
    }

    /// <summary>An exchange that was let through is over.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="status">The upstream's status; 0 if no response came, and none was given.</param>
    /// <param name="end">Why it ended; told as the reason where it did not end by itself.</param>
    public void Allowed(Exchange exchange, int status, ExchangeEnd end)
    {
        if (policy.Current.Log == EgressLog.All)
        {
            Tell(
                EventKind.EgressAllow, exchange.Target.Authority, exchange.Method, exchange.Path.Path, status,
                end == ExchangeEnd.Complete ? null : WireNames.Of(end), exchange.Verdict.Rule);
        }
    }

    /// <summary>A response was broken off in its body: its head had gone out.</summary>
    public void Withheld(Authority authority, string method, string path, int status, string detail) =>
        Tell(EventKind.DlpMatch, authority, method, path, status, WireNames.Of(RefusalCode.DlpMatch), detail);

    /// <summary>Something was found in what an exchange carries: told whatever the run's log leaves out.</summary>
    /// <param name="kind">What became of it.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="refusal">The refusal, where it led to one.</param>
    /// <param name="detail">What was found and where, without the thing itself.</param>
    public void Found(EventKind kind, Exchange exchange, Refusal? refusal, string detail) => Tell(
        kind, exchange.Target.Authority, exchange.Method, exchange.Path.Path, refusal?.Status ?? 0, refusal is null ? null : WireNames.Of(refusal.Code),
        detail);

    // What an agent chose may hold what must not stand in a log.
    private void Tell(EventKind kind, Authority? authority, string? method, string? path, int status, string? reason, string? detail) =>
        control.Tell(new EgressEvent(
            kind, time.GetUtcNow(), Clean(authority?.ToString(), ReportText.MaxPath), Clean(method, ReportText.MaxName), Clean(path, ReportText.MaxPath),
            status, reason,
            detail is null ? null : outbound.Logs.Redact(detail)));

    // Masked before it is cut: half of a secret is not recognised.
    private string? Clean(string? text, int length) => text is null ? null : ReportText.Limit(outbound.Logs.Redact(text), length);
}
