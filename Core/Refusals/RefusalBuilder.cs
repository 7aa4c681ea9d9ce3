using System.Globalization;

using BotBottle.Core.Control;
using BotBottle.Core.Providers;

namespace BotBottle.Core.Refusals;

/// <summary>
/// Builds our own answers. On a model call the answer has the shape and status at which the provider's clients stop at once and print our words
/// (measured: one request for Claude Code and for Codex); elsewhere it is plain HTTP.
/// </summary>
public static class RefusalBuilder
{
    /// <summary>Clients take a shorter wait for a passing shortage and wait it out instead of telling their user (openai: 60 s at most).</summary>
    private const int LeastRetryAfter = 61;

    /// <summary>Where a budget does not reset by itself.</summary>
    private const int NoReset = 86_400;

    /// <summary>Until other calls have settled.</summary>
    internal const int HeldRetryAfter = 5;

    /// <summary>The answer to a request that is not a model call.</summary>
    public static Refusal Build(RefusalCode code, RefusalDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        return new Refusal(code, details.Status ?? Status(code), Fields(code), RefusalJson.Plain(code, details), RefusalText.Message(code, details));
    }

    /// <summary>The same as <see cref="Build"/> for a client that shows plain text alone: the words, then code, run and rule in a line of their own.</summary>
    public static Refusal BuildText(RefusalCode code, RefusalDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        IEnumerable<string> facts = new[] { WireNames.Of(code), details.Run is { } run ? $"run {run}" : null, details.Rule is { } rule ? $"rule {rule}" : null }
            .OfType<string>().Select(fact => RefusalText.Clean(fact));
        string message = RefusalText.Message(code, details);
        string text = $"{message}\n({string.Join(", ", facts)})\n";
        var fields = Fields(code);
        fields[0] = new("content-type", "text/plain");
        return new Refusal(code, details.Status ?? Status(code), fields, System.Text.Encoding.UTF8.GetBytes(text), message);
    }

    /// <summary>The answer to a model call, in the words of its dialect.</summary>
    public static Refusal BuildForModelCall(RefusalCode code, CallFormat format, RefusalDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        int status = ModelCallStatus(code, format, details);
        return new Refusal(
            code, status, ModelCallFields(code, format, details), RefusalJson.ForModelCall(code, format, status, details), RefusalText.Message(code, details));
    }

    /// <summary>
    /// The provider's own terminal error event, by which an operator's cut ends a stream in flight: Codex takes a bare disconnect for a fault of the
    /// network and tries five times more.
    /// </summary>
    /// <param name="code">Why.</param>
    /// <param name="format">The stream's dialect.</param>
    /// <param name="details">What to tell.</param>
    /// <param name="atBoundary">Whether the stream stands between two events; otherwise the broken one is ended first.</param>
    public static byte[] TerminalEvent(RefusalCode code, CallFormat format, RefusalDetails details, bool atBoundary)
    {
        ArgumentNullException.ThrowIfNull(details);
        return RefusalJson.TerminalEvent(code, format, details, atBoundary);
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

    /// <summary>The seconds that a budget's refusal names.</summary>
    internal static int RetryAfter(RefusalDetails details)
    {
        if (details.ResetsAt is not { } at)
        {
            return NoReset;
        }

        double seconds = Math.Ceiling((at - details.Now).TotalSeconds);
        return (int)Math.Clamp(seconds, LeastRetryAfter, int.MaxValue);
    }

    /// <summary>Whether the code is about a budget or a cut: on a model call these have a shape of their own.</summary>
    internal static bool IsBudget(RefusalCode code) =>
        code is RefusalCode.BudgetExhausted or RefusalCode.RateLimited or RefusalCode.EgressCut or RefusalCode.BudgetHeld;

    private static int Status(RefusalCode code) => code switch
    {
        RefusalCode.BadRequest or RefusalCode.UnmeteredCall => 400,
        RefusalCode.UpstreamUnreachable or RefusalCode.UpstreamUntrusted => 502,
        RefusalCode.ControllerUnreachable or RefusalCode.BudgetHeld => 503,
        RefusalCode.BudgetExhausted or RefusalCode.RateLimited => 429,
        _ => 403,
    };

    private static int ModelCallStatus(RefusalCode code, CallFormat format, RefusalDetails details)
    {
        if (code == RefusalCode.BudgetHeld)
        {
            // Codex retries 5xx and never 429 (measured); the others retry both.
            return format == CallFormat.OpenAiResponses ? 503 : 429;
        }

        if (IsBudget(code))
        {
            return 429;
        }

        int status = details.Status ?? Status(code);
        return status == 403 ? 400 : status;
    }

    private static List<KeyValuePair<string, string>> Fields(RefusalCode code) =>
    [
        new("content-type", "application/json"),
        new("cache-control", "no-store"),
        new("x-bot-bottle-reason", WireNames.Of(code)),
        new("x-should-retry", code == RefusalCode.BudgetHeld ? "true" : "false"),
    ];

    private static List<KeyValuePair<string, string>> ModelCallFields(RefusalCode code, CallFormat format, RefusalDetails details)
    {
        var fields = Fields(code);
        if (code == RefusalCode.BudgetHeld)
        {
            fields.Add(new("retry-after", HeldRetryAfter.ToString(CultureInfo.InvariantCulture)));
        }
        else if (IsBudget(code))
        {
            fields.Add(new("retry-after", RetryAfter(details).ToString(CultureInfo.InvariantCulture)));
            if (format == CallFormat.OpenAiResponses)
            {
                fields.Add(new("x-codex-promo-message", RefusalText.ForField(RefusalText.Message(code, details))));
            }
        }

        return fields;
    }
}
