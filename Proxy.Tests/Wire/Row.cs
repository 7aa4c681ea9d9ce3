namespace BotBottle.Proxy.Tests.Wire;

/// <summary>Writes rows of requests shortly.</summary>
internal static class Row
{
    /// <summary>The beginning of nearly every row: a whole head but for its end.</summary>
    public const string Post = "POST /{id} HTTP/1.1\r\nHost: {host}\r\n";

    public const string Get = "GET /{id} HTTP/1.1\r\nHost: {host}\r\n";

    /// <summary>What a smuggler would like to get through behind a body that we see the end of elsewhere.</summary>
    public const string Smuggled = "GET /{id}-smuggled HTTP/1.1\r\nHost: {host}\r\n\r\n";

    /// <summary>Refused, nothing of it whole at the upstream, the connection closed.</summary>
    public static RequestCase No(string id, string rule, string what, string input, int status = 400) => new(id, rule, what, input) { Status = status };

    /// <summary>A refused POST whose head goes on with <paramref name="rest"/>, and a smuggled request behind it.</summary>
    public static RequestCase NoPost(string id, string rule, string what, string rest, int status = 400) =>
        No(id, rule, what, Post + rest + Smuggled, status);

    /// <summary>Passes, written anew as <paramref name="seen"/>; the connection carries on.</summary>
    public static RequestCase Yes(string id, string rule, string what, string input, params string[] seen) =>
        new(id, rule, what, input) { Status = 200, Reason = null, Seen = seen, Keeps = true };

    /// <summary>A POST that passes: <paramref name="rest"/> goes in, <paramref name="seen"/> comes out behind the same beginning.</summary>
    public static RequestCase YesPost(string id, string rule, string what, string rest, string seen) => Yes(id, rule, what, Post + rest, Post + seen);

    /// <summary>A GET that passes with other fields than it came with.</summary>
    public static RequestCase YesGet(string id, string rule, string what, string fields, string seen = "") =>
        Yes(id, rule, what, Get + fields + "\r\n", Get + seen + "\r\n");
}
