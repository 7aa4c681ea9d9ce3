namespace BotBottle.Proxy.Tests.Wire;

/// <summary>Short forms for rows of responses.</summary>
internal static class Answer
{
    public const string Ok = "HTTP/1.1 200 OK\r\n";

    public const string Chunked = "Transfer-Encoding: chunked\r\n";

    /// <summary>An invalid response: a 502.</summary>
    public static ResponseCase Bad(string id, string rule, string what, string answer) => new(id, rule, what, answer);

    /// <summary>A valid head and an invalid body: a reset.</summary>
    public static ResponseCase Broken(string id, string rule, string what, string answer, bool ends = false) =>
        new(id, rule, what, answer) { Outcome = ResponseOutcome.Reset, Ends = ends };

    /// <summary>Passes with that head and content; the upstream's connection is kept.</summary>
    public static ResponseCase Good(string id, string rule, string what, string answer, string head, string? content) =>
        new(id, rule, what, answer) { Outcome = ResponseOutcome.Passes, Head = head, Content = content, Reuses = true };

    /// <summary>Passes with changed header fields.</summary>
    public static ResponseCase GoodFields(string id, string rule, string what, string fields, string given = "") =>
        Good(id, rule, what, $"{Ok}{fields}Content-Length: 2\r\n\r\nhi", $"{Ok}{given}Content-Length: 2\r\n\r\n", "hi");
}
