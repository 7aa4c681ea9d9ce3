namespace BotBottle.Proxy.Tests.Wire;

/// <summary>Short forms for rows of requests.</summary>
internal static class Row
{
    /// <summary>The beginning of nearly every row: a head without its end.</summary>
    public const string Post = "POST /{id} HTTP/1.1\r\nHost: {host}\r\n";

    public const string Get = "GET /{id} HTTP/1.1\r\nHost: {host}\r\n";

    /// <summary>A request to be smuggled after a body whose end the proxy sees elsewhere.</summary>
    public const string Smuggled = "GET /{id}-smuggled HTTP/1.1\r\nHost: {host}\r\n\r\n";

    /// <summary>Refused: the upstream receives no complete request, and the connection is closed.</summary>
    public static RequestCase No(string id, string rule, string what, string input, int status = 400) => new(id, rule, what, input) { Status = status };

    /// <summary>A refused POST whose head continues with <paramref name="rest"/>, followed by a smuggled request.</summary>
    public static RequestCase NoPost(string id, string rule, string what, string rest, int status = 400) =>
        No(id, rule, what, Post + rest + Smuggled, status);

    /// <summary>Passes, rewritten as <paramref name="seen"/>; the connection stays open.</summary>
    public static RequestCase Yes(string id, string rule, string what, string input, params string[] seen) =>
        new(id, rule, what, input) { Status = 200, Reason = null, Seen = seen, Keeps = true };

    /// <summary>A POST that passes: <paramref name="rest"/> is sent, and <paramref name="seen"/> arrives after the same beginning.</summary>
    public static RequestCase YesPost(string id, string rule, string what, string rest, string seen) => Yes(id, rule, what, Post + rest, Post + seen);

    /// <summary>A GET that passes with changed header fields.</summary>
    public static RequestCase YesGet(string id, string rule, string what, string fields, string seen = "") =>
        Yes(id, rule, what, Get + fields + "\r\n", Get + seen + "\r\n");
}
