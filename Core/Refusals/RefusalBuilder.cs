using System.Globalization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Refusals;

/// <summary>
/// Builds the proxy's own responses. In a dialect they have the form and status at which its clients stop at once and print the message (docs/clients.md has
/// the measurements); otherwise they are plain HTTP.
/// </summary>
public static class RefusalBuilder
{
    /// <summary>The longest wait in seconds before a client's retry (openai and anthropic: at most 60). After a longer wait the user has to be told.</summary>
    private const int LongestWait = 60;

    /// <summary>The seconds in a refusal for Codex if a budget does not reset by itself.</summary>
    private const int NoReset = 86_400;

    /// <summary>The seconds after which other calls have settled.</summary>
    private const int HeldWait = 5;

    /// <summary>A refusal in plain HTTP.</summary>
    public static Refusal Build(RefusalCode code, RefusalDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        return new Refusal(code, details.Status ?? Status(code), Fields(code), RefusalJson.Plain(code, details), RefusalText.Message(code, details));
    }

    /// <summary>A refusal in a dialect.</summary>
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
    /// The provider's own terminal error event, with which an operator's cut ends a stream in flight. Codex takes a mere disconnect for a network fault and
    /// retries five times.
    /// </summary>
    /// <param name="code">The refusal code.</param>
    /// <param name="dialect">The stream's dialect.</param>
    /// <param name="details">The facts of the refusal.</param>
    /// <param name="atBoundary">True if the stream is between two events; otherwise the broken event is ended first.</param>
    public static byte[] TerminalEvent(RefusalCode code, RefusalDialect dialect, RefusalDetails details, bool atBoundary)
    {
        ArgumentNullException.ThrowIfNull(details);
        return RefusalJson.TerminalEvent(code, dialect, details, atBoundary);
    }

    /// <summary>
    /// The message that refuses a call on a WebSocket of the Responses API. Codex reads its <c>status</c> as that of an HTTP response and ignores a message
    /// without it; of its <c>headers</c> it prints the promo message (measured with 0.169).
    /// </summary>
    /// <param name="refusal">The refusal of the same call over HTTP.</param>
    /// <param name="lane">The <c>stream_id</c> of the call; null for none.</param>
    public static byte[] ErrorMessage(Refusal refusal, string? lane)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return RefusalJson.ErrorMessage(refusal, lane);
    }

    /// <summary>
    /// The seconds until a retry makes sense; null to make the client give up, because its user has to raise the budget or wait longer than a client does.
    /// </summary>
    internal static int? RetryIn(RefusalCode code, RefusalDialect dialect, RefusalDetails details) => code switch
    {
        RefusalCode.BudgetHeld => HeldWait,

        // After some seconds of retries Codex gives up without our message.
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

        // Claude Code takes a 403 for a failed login, and Codex retries it (measured).
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
        if (dialect == RefusalDialect.Bedrock)
        {
            fields.Add(new(BedrockError.Field, BedrockError.NameOf(Status(code, dialect, details))));
        }

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
