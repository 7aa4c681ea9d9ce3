using BotBottle.Core.Control;
using BotBottle.Core.Hosts;
using BotBottle.Core.Refusals;
using BotBottle.Proxy.Policy;
using BotBottle.Proxy.Reports;

namespace BotBottle.Proxy.Exchange;

/// <summary>Tells an operator what was refused and, where the run's log says so, what was let through. Everything in it is canonical, or a token.</summary>
internal sealed class Journal(IRunControl control, LivePolicy policy, TimeProvider time)
{
    public void Refused(Authority? authority, string? method, string? path, Refusal refusal, string? detail = null)
    {
        if (policy.Current.Log != EgressLog.Off)
        {
            Tell(EventKind.EgressBlock, authority, method, path, refusal.Status, WireNames.Of(refusal.Code), detail);
        }
    }

    public void Allowed(Authority authority, string method, string path, int status, string? rule)
    {
        if (policy.Current.Log == EgressLog.All)
        {
            Tell(EventKind.EgressAllow, authority, method, path, status, null, rule);
        }
    }

    /// <summary>An answer was broken off in its body: its head had gone out.</summary>
    public void Withheld(Authority authority, string method, string path, int status, string detail) =>
        Tell(EventKind.DlpMatch, authority, method, path, status, WireNames.Of(RefusalCode.DlpMatch), detail);

    private void Tell(EventKind kind, Authority? authority, string? method, string? path, int status, string? reason, string? detail) =>
        control.Tell(new EgressEvent(
            kind, time.GetUtcNow(), authority?.ToString(), ReportText.Limit(method, ReportText.MaxName), ReportText.Limit(path, ReportText.MaxPath), status, reason, detail));
}
