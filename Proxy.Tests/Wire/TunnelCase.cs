namespace BotBottle.Proxy.Tests.Wire;

/// <summary>One row of the table of tunnels: the start of a connection and the expected result.</summary>
/// <param name="Id">The case's number in the survey of attacks.</param>
/// <param name="Rule">The section of the rule.</param>
/// <param name="What">Its peculiarity, unique among the rows of one case.</param>
public sealed record TunnelCase(string Id, string Rule, string What)
{
    /// <summary>The authority of the CONNECT request; null for a TLS listener.</summary>
    public string? Connect { get; init; } = $"{Host}:443";

    /// <summary>The server name of a TLS handshake; empty for a handshake without one, null for no TLS.</summary>
    public string? ServerName { get; init; } = Host;

    /// <summary>The bytes after the CONNECT request, or inside TLS.</summary>
    public string Input { get; init; } = Get(Host);

    /// <summary>True to send the bytes after the CONNECT request before its response.</summary>
    public bool Early { get; init; }

    /// <summary>The number of other unknown hosts with a tunnel in the same second.</summary>
    public int DeniedBefore { get; init; }

    /// <summary>The status of the CONNECT.</summary>
    public int Connected { get; init; } = 200;

    /// <summary>The status of the response inside; 0 if the connection breaks without one.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The bytes before the end of the connection if <see cref="Status"/> is 0.</summary>
    public string Last { get; init; } = "";

    /// <summary>The requests at the upstream.</summary>
    public int Seen => Status == 200 ? 1 : 0;

    /// <summary>The open host.</summary>
    public const string Host = "www.example.com";

    public static string Get(string host) => $"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n";

    public override string ToString() => $"{Id} {What}";
}
