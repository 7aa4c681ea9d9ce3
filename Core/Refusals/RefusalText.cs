using System.Globalization;
using System.Text;
using BotBottle.Core.Text;

namespace BotBottle.Core.Refusals;

/// <summary>The texts of refusals: the cause, and what a person can do about it.</summary>
internal static class RefusalText
{
    /// <summary>Maximum length of the added text; more is noise in a terminal.</summary>
    private const int MaxText = 500;

    /// <summary>The whole message.</summary>
    public static string Message(RefusalCode code, RefusalDetails details)
    {
        var text = new StringBuilder("Bot Bottle: ").Append(Words(code, Clean(details.Subject)));
        if (details.Limit is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $" ({Budget(details)})");
        }

        if (!string.IsNullOrEmpty(details.Message))
        {
            text.Append(": ").Append(Clean(details.Message));
        }

        return text.ToString();
    }

    /// <summary>A body of plain text: the message, then code, run and rule on a line of their own.</summary>
    public static byte[] Body(RefusalCode code, RefusalDetails details)
    {
        IEnumerable<string> facts = new[] { WireNames.Of(code), details.Run is { } run ? $"run {run}" : null, details.Rule is { } rule ? $"rule {rule}" : null }
            .OfType<string>().Select(fact => Clean(fact));
        return Encoding.UTF8.GetBytes($"{Message(code, details)}\n({string.Join(", ", facts)})\n");
    }

    /// <summary>The text as it may be printed on a terminal, where agents show refusals; bounded in length.</summary>
    public static string Clean(string? text) => TerminalText.Short(text ?? "", MaxText);

    /// <summary>The text in visible ASCII, for a header field.</summary>
    public static string ForField(string text) =>
        string.Concat(Clean(text).Select(c => c is >= ' ' and < (char)0x7F ? c : '?'));

    private static string Words(RefusalCode code, string subject) => code switch
    {
        RefusalCode.HostNotAllowed => $"{Or(subject, "this host")} is not on the allowlist of this bottle",
        RefusalCode.RouteNotMatched => $"no route of the allowlist matches {Or(subject, "this request")}",
        RefusalCode.GitPushDenied => "git push over HTTPS is not allowed from a bottle; commit in the shared folder and push from the host",
        RefusalCode.GitFetchDenied => "git clone and fetch over HTTPS need a route with git: {fetch: true}",
        RefusalCode.CredentialMissing when subject.StartsWith("the login ", StringComparison.Ordinal) =>
            $"the host has no credential for this request: {subject}",
        RefusalCode.CredentialMissing => $"the host has no credential for this request: {Or(subject, "its variable")} is not set",
        RefusalCode.DlpMatch when subject.Length > 0 => $"DLP cannot search {subject} for secrets",
        RefusalCode.DlpMatch => "DLP found data in this request that must not leave the bottle",
        RefusalCode.ApprovalRejected => "an operator rejected the value in this request for this run",
        RefusalCode.ApprovalTimedOut => "the approval of this request timed out without a decision; a retry asks again",
        RefusalCode.InjectionDetected => "the response contained text that tries to steer the agent, and was withheld",
        RefusalCode.EgressCut => "egress of this run is cut",
        RefusalCode.BudgetExhausted => "the budget is exhausted",
        RefusalCode.BudgetHeld => "the budget is held by other calls in flight; try again in a moment",
        RefusalCode.RateLimited => "the rate budget has no room now",
        RefusalCode.ToolNotAllowed => $"no route allows the provider-run tool {Or(subject, "of this call")}",
        RefusalCode.UnmeteredCall => $"{Or(subject, "this call")} may spend tokens that no response shows",
        RefusalCode.ControllerUnreachable => "the controller does not respond, so that no model call is admitted",
        RefusalCode.BadRequest => "the request is malformed or ambiguous",
        RefusalCode.UpstreamUnreachable => $"{Or(subject, "the upstream")} cannot be reached",
        RefusalCode.UpstreamUntrusted => $"the certificate of {Or(subject, "the upstream")} is not trusted",
        _ => WireNames.Of(code),
    };

    private static string Or(string subject, string otherwise) => subject.Length > 0 ? subject : otherwise;

    private static string Budget(RefusalDetails details)
    {
        string owner = $"{Clean(details.Provider)}, scope {Clean(details.Scope)}";
        string figures = string.Create(CultureInfo.InvariantCulture,
            $"{details.Spent ?? 0} of {details.Limit} {Clean(details.Unit)} spent{(details.Held > 0 ? $", {details.Held} held" : "")}");
        string reset = details.ResetsAt is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"resets {at.ToUniversalTime():yyyy-MM-dd HH:mm} UTC")
            : "does not reset by itself";
        return $"{owner}: {figures}, {reset}";
    }
}
