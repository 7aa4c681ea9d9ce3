using BotBottle.Core.Control;
using BotBottle.Core.Http1;
using BotBottle.Core.Providers;
using BotBottle.Core.Scan;
using BotBottle.Core.Usage;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Metering;

/// <summary>
/// The input of a call that a budget's gate wants counted by its provider. Where that fails the estimate stands, and an operator hears of it: the call is not refused for
/// what its provider does.
/// </summary>
internal sealed class InputCount : IDisposable
{
    private readonly ServedRun _run;
    private readonly Exchange _exchange;
    private readonly string _path;

    private InputCount(ServedRun run, Exchange exchange, string path)
    {
        (_run, _exchange, _path) = (run, exchange, path);
        Copy = BodyCoding.Of(exchange.Client.Head.Fields) == ContentCoding.Identity ? new BodyCopy(run.Counted, run.Folder!) : null;
    }

    /// <summary>What is counted; null where a coding is in the way.</summary>
    public BodyCopy? Copy { get; }

    /// <summary>Whether the call is too large to be counted.</summary>
    public bool IsTooLarge => Copy is { IsTooLarge: true };

    /// <summary>The count of a call; null where no gate asks for it, or its provider has no endpoint for it.</summary>
    public static InputCount? For(ServedRun run, Exchange exchange) =>
        run.Folder is not null && exchange.Framing.Kind != FramingKind.None && run.Control.Orders?.Counted is { Count: > 0 } counted
        && counted.Contains(exchange.Verdict.Provider!.Name) && CallTable.CountPath(exchange.Path.Path) is { } path
            ? new InputCount(run, exchange, path)
            : null;

    /// <summary>The facts with the input as the provider counts it, or as they were.</summary>
    public async ValueTask<RequestFacts> CountAsync(RequestFacts facts)
    {
        (long? tokens, string? problem) = Copy switch
        {
            null => (null, "the request has a content coding"),
            { Problem: { } gone } => (null, gone),
            _ => await TokenCount.AskAsync(_run, _exchange, _path, Copy).ConfigureAwait(false),
        };
        if (tokens is { } counted)
        {
            return facts with { InputEstimate = counted, IsCounted = true };
        }
        if (_run.MayTellOfCounts())
        {
            _run.Control.Tell(new EgressEvent(
                EventKind.UsageEstimated, _run.Time.GetUtcNow(), _exchange.Target.Authority.ToString(), "POST", ReportText.Limit(_path, ReportText.MaxPath), 0, null,
                $"the input of a call was not counted, and its estimate holds instead: {problem}"));
        }
        return facts;
    }

    public void Dispose() => Copy?.Dispose();
}
