using BotBottle.Core.Control;
using BotBottle.Core.Http1;
using BotBottle.Core.Providers;
using BotBottle.Core.Scan;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Metering;

/// <summary>Counts the input of a run's calls where a budget's gate asks for it. For several threads.</summary>
/// <param name="tokens">Asks the provider.</param>
/// <param name="control">Says which providers' calls are counted, and hears of counts that failed.</param>
/// <param name="time">The clock of what it tells.</param>
/// <param name="folder">Where copies of large bodies may lie; null for a proxy alone, which counts nothing.</param>
internal sealed class InputCounter(TokenCount tokens, IRunControl control, TimeProvider time, string? folder)
{
    private readonly GatherBudget _room = new(4L * BodyCopy.MaxBytes);
    private long _toldAt;

    /// <summary>The count of a call; null where no gate asks for it, or its provider has no endpoint for it.</summary>
    public InputCount? For(Exchange exchange) =>
        folder is not null && exchange.Framing.Kind != FramingKind.None && control.Orders?.Counted is { Count: > 0 } counted
        && counted.Contains(exchange.Verdict.Provider!.Name) && CallTable.CountPath(exchange.Path.Path) is { } path
            ? new InputCount(this, exchange, path, BodyCoding.Of(exchange.Client.Head.Fields) == ContentCoding.Identity ? new BodyCopy(_room, folder) : null)
            : null;

    /// <summary>The input's tokens, or why they are not known.</summary>
    public ValueTask<(long? Tokens, string? Problem)> AskAsync(Exchange exchange, string path, BodyCopy body) => tokens.AskAsync(exchange, path, body);

    /// <summary>Tells an operator that a call was not counted: of many, once a minute.</summary>
    public void TellFailed(Exchange exchange, string path, string? problem)
    {
        long told = Interlocked.Read(ref _toldAt);
        long now = time.GetTimestamp();
        if ((told == 0 || time.GetElapsedTime(told, now) >= TimeSpan.FromMinutes(1)) && Interlocked.CompareExchange(ref _toldAt, now, told) == told)
        {
            control.Tell(new EgressEvent(
                EventKind.UsageEstimated, time.GetUtcNow(), exchange.Target.Authority.ToString(), "POST", ReportText.Limit(path, ReportText.MaxPath), 0, null,
                $"the input of a call was not counted, and its estimate holds instead: {problem}"));
        }
    }
}
