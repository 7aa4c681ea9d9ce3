using BotBottle.Controller.Shared;
using BotBottle.Core.Control;
using BotBottle.Core.Text;
using BotBottle.Core.Usage;

namespace BotBottle.Controller.Api;

/// <summary>Checks a proxy's reports before they are used: the proxy checks the wire, and this checks the proxy.</summary>
internal static class ReportChecks
{
    /// <summary>Most reports or events in one request.</summary>
    public const int MaxBatch = 1000;

    // docs/contracts.md, section 10: larger figures are impossible; a proxy reports such usage as unknown with an estimate.
    private const long MaxTokens = 1L << 40;

    /// <summary>The event kinds that a proxy may report; the controller itself writes decisions.</summary>
    private static readonly HashSet<EventKind> OfProxies =
    [
        EventKind.EgressBlock, EventKind.EgressAllow, EventKind.DlpMatch, EventKind.DlpRedacted, EventKind.InjectionWarn,
        EventKind.InjectionBlock, EventKind.RouteReload, EventKind.RouteReloadFailed, EventKind.UsageEstimated,
    ];

    /// <exception cref="RefusedException">A member is missing, too long or out of range.</exception>
    public static void Require(IReadOnlyList<UsageReport?> reports)
    {
        RequireCount(reports.Count);
        for (int i = 0; i < reports.Count; i++)
        {
            UsageReport report = reports[i] ?? throw ApiJson.Invalid($"report {i} is null");
            ApiJson.RequireText(report.Exchange, $"[{i}].exchange", 64);
            ApiJson.RequireText(report.Provider, $"[{i}].provider", 64);
            ApiJson.RequireText(report.Host, $"[{i}].host", 300);
            ApiJson.RequireText(report.Path, $"[{i}].path", 8192);
            if (!InRange(report.Usage))
            {
                throw ApiJson.Invalid($"[{i}].usage has a figure below 0 or above {MaxTokens}");
            }
        }
    }

    /// <exception cref="RefusedException">A member is missing or too long, or a proxy may not report this event.</exception>
    public static void Require(IReadOnlyList<EgressEvent?> events)
    {
        RequireCount(events.Count);
        for (int i = 0; i < events.Count; i++)
        {
            EgressEvent told = events[i] ?? throw ApiJson.Invalid($"event {i} is null");
            if (!OfProxies.Contains(told.Kind))
            {
                throw ApiJson.Invalid($"[{i}].kind: a proxy may not report {WireNames.Of(told.Kind)}");
            }
        }
    }

    private static void RequireCount(int count)
    {
        if (count > MaxBatch)
        {
            throw new RefusedException("too_many", $"{count} entries at once; the limit is {MaxBatch}", RefusalReason.TooMuch);
        }
    }

    private static bool InRange(TokenUsage usage) =>
        IsCount(usage.Input) && IsCount(usage.CacheRead) && IsCount(usage.CacheWrite) && IsCount(usage.Output) && IsCount(usage.Reasoning);

    private static bool IsCount(long tokens) => tokens is >= 0 and <= MaxTokens;
}
