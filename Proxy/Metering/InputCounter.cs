using BotBottle.Core.Control;
using BotBottle.Core.Http1;
using BotBottle.Core.Providers;
using BotBottle.Core.Scan;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Metering;

/// <summary>Counts the input of a run's calls if a budget's gate requires it. Safe for several threads.</summary>
/// <param name="tokens">Asks the provider.</param>
/// <param name="control">Has the providers whose calls are counted, and receives an event for a failed count.</param>
/// <param name="time">The clock for its events.</param>
/// <param name="folder">The folder for copies of large bodies; null without a controller, when nothing is counted.</param>
internal sealed class InputCounter(TokenCount tokens, IRunControl control, TimeProvider time, string? folder)
{
    private readonly GatherBudget _room = new(4L * BodyCopy.MaxBytes);
    private long _toldAt;

    /// <summary>The count of a call; null if no gate requires it or its provider has no endpoint for it.</summary>
    public InputCount? For(Exchange exchange) =>
        folder is not null && exchange.Framing.Kind != FramingKind.None && control.Orders?.Counted is { Count: > 0 } counted
        && counted.Contains(exchange.Verdict.Provider!.Name) && CallTable.CountPath(exchange.Path.Path) is { } path
            ? new InputCount(this, exchange, path, BodyCoding.Of(exchange.Client.Head.Fields) == ContentCoding.Identity ? new BodyCopy(_room, folder) : null)
            : null;

    /// <summary>Returns the tokens of the input, or the reason why they are unknown.</summary>
    public ValueTask<(long? Tokens, string? Problem)> AskAsync(Exchange exchange, string path, BodyCopy body) => tokens.AskAsync(exchange, path, body);

    /// <summary>Tells an operator that a call was not counted, at most once a minute.</summary>
    public void TellFailed(Exchange exchange, string path, string? problem)
    {
        long told = Interlocked.Read(ref _toldAt);
        long now = time.GetTimestamp();
        if ((told == 0 || time.GetElapsedTime(told, now) >= TimeSpan.FromMinutes(1)) && Interlocked.CompareExchange(ref _toldAt, now, told) == told)
        {
            control.Tell(new EgressEvent(
                EventKind.UsageEstimated, time.GetUtcNow(), exchange.Target.Authority.ToString(), "POST", ReportText.Limit(path, ReportText.MaxPath), 0, null,
                $"the provider did not count the input of a call, so that its estimate is used: {problem}"));
        }
    }
}
