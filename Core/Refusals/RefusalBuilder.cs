using System.Globalization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Refusals;

/// <summary>
/// Builds our own answers: in a dialect they have the shape and status at which its clients stop at once and print our words (docs/clients.md has the
/// measurements); elsewhere they are plain HTTP.
/// </summary>
public static class RefusalBuilder
{
    /// <summary>The seconds that clients wait before they try again (openai and anthropic: 60 at most); after a longer wait their user has to be told.</summary>
    private const int LongestWait = 60;

    /// <summary>The seconds that Codex is told where a budget does not reset by itself.</summary>
    private const int NoReset = 86_400;

    /// <summary>The seconds until other calls have settled.</summary>
    private const int HeldWait = 5;

    /// <summary>The answer in plain HTTP.</summary>
    public static Refusal Build(RefusalCode code, RefusalDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        return new Refusal(code, details.Status ?? Status(code), Fields(code), RefusalJson.Plain(code, details), RefusalText.Message(code, details));
    }

    /// <summary>The answer in a dialect.</summary>
    public static Refusal Build(RefusalCode code, RefusalDialect dialect, RefusalDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        int status = Status(code, dialect, details);
        byte[] body = dialect switch
        {
            RefusalDialect.Text => RefusalText.Body(code, details),
            RefusalDialect.Mcp => RefusalJson.ForMcp(code, details),
            _ => RefusalJson.ForModelCall(code, dialect, status, details),
        };
        return new Refusal(code, status, Fields(code, dialect, details), body, RefusalText.Message(code, details));
    }

    /// <summary>
    /// The provider's own terminal error event, by which an operator's cut ends a stream in flight: Codex takes a bare disconnect for a fault of the
    /// network and tries five times more.
    /// </summary>
    /// <param name="code">Why.</param>
    /// <param name="dialect">The stream's dialect.</param>
    /// <param name="details">What to tell.</param>
    /// <param name="atBoundary">Whether the stream stands between two events; otherwise the broken one is ended first.</param>
    public static byte[] TerminalEvent(RefusalCode code, RefusalDialect dialect, RefusalDetails details, bool atBoundary)
    {
        ArgumentNullException.ThrowIfNull(details);
        return RefusalJson.TerminalEvent(code, dialect, details, atBoundary);
    }

    /// <summary>
    /// The message that refuses a call on a WebSocket of the Responses API. Codex reads its <c>status</c> as that of an HTTP answer and ignores it
    /// without one; of its <c>headers</c> it prints the promo message (measured with 0.169).
    /// </summary>
    /// <param name="refusal">The answer that the call would get over HTTP.</param>
    /// <param name="lane">The <c>stream_id</c> of the call; null for none.</param>
    public static byte[] ErrorMessage(Refusal refusal, string? lane)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return RefusalJson.ErrorMessage(refusal, lane);
    }

    /// <summary>Seconds until a retry makes sense; null where the client is to give up: its user has to raise the budget, or wait longer than a client does.</summary>
    internal static int? RetryIn(RefusalCode code, RefusalDialect dialect, RefusalDetails details) => code switch
    {
        RefusalCode.BudgetHeld => HeldWait,

        // Codex gives up after some seconds of retries, without our words.
        RefusalCode.RateLimited when dialect != RefusalDialect.Codex && SecondsToReset(details) is <= LongestWait and var seconds => Math.Max(1, seconds),
        _ => null,
    };

    private static bool IsBudget(RefusalCode code) =>
        code is RefusalCode.BudgetExhausted or RefusalCode.RateLimited or RefusalCode.EgressCut or RefusalCode.BudgetHeld;

    private static int Status(RefusalCode code) => code switch
    {
        RefusalCode.BadRequest or RefusalCode.UnmeteredCall => 400,
        RefusalCode.BudgetExhausted or RefusalCode.RateLimited => 402,
        RefusalCode.UpstreamUnreachable or RefusalCode.UpstreamUntrusted => 502,
        RefusalCode.ControllerUnreachable or RefusalCode.BudgetHeld => 503,
        _ => 403,
    };

    private static int Status(RefusalCode code, RefusalDialect dialect, RefusalDetails details)
    {
        if (IsBudget(code) && IsOfModelCalls(dialect))
        {
            bool retry = RetryIn(code, dialect, details) is not null;

            // Codex retries 402 and 5xx, and never 429 (measured).
            return dialect == RefusalDialect.Codex ? (retry ? 503 : 429) : retry ? 429 : 402;
        }

        int status = details.Status ?? Status(code);

        // To Claude Code a 403 is a failed login, to Codex a fault to be tried again (measured).
        return status == 403 && dialect != RefusalDialect.Text ? 400 : status;
    }

    private static bool IsOfModelCalls(RefusalDialect dialect) => dialect is not (RefusalDialect.Text or RefusalDialect.Mcp);

    private static List<KeyValuePair<string, string>> Fields(RefusalCode code, bool retry = false, string type = "application/json") =>
    [
        new("content-type", type),
        new("cache-control", "no-store"),
        new("x-bot-bottle-reason", WireNames.Of(code)),
        new("x-should-retry", retry ? "true" : "false"),
    ];

    private static List<KeyValuePair<string, string>> Fields(RefusalCode code, RefusalDialect dialect, RefusalDetails details)
    {
        int? retryIn = RetryIn(code, dialect, details);
        var fields = Fields(code, retry: retryIn is not null, dialect == RefusalDialect.Text ? "text/plain" : "application/json");
        if (retryIn is { } seconds)
        {
            fields.Add(new("retry-after", Seconds(seconds)));
        }
        else if (dialect == RefusalDialect.Codex && IsBudget(code))
        {
            fields.Add(new("retry-after", Seconds(Math.Max(LongestWait + 1, SecondsToReset(details) ?? NoReset))));
            fields.Add(new("x-codex-promo-message", RefusalText.ForField(RefusalText.Message(code, details))));
        }

        return fields;
    }

    private static int? SecondsToReset(RefusalDetails details) =>
        details.ResetsAt is { } at ? (int)Math.Clamp(Math.Ceiling((at - details.Now).TotalSeconds), 0, int.MaxValue) : null;

    private static string Seconds(int seconds) => seconds.ToString(CultureInfo.InvariantCulture);
}
