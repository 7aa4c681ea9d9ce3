namespace BotBottle.Proxy.Tests.Wire;

/// <summary>One row of the table of tunnels: how a connection begins, and what has to come of it.</summary>
/// <param name="Id">The case's number in the survey of attacks.</param>
/// <param name="Rule">The section that says so.</param>
/// <param name="What">What is odd about it, unique among the rows of one case.</param>
public sealed record TunnelCase(string Id, string Rule, string What)
{
    /// <summary>The authority that a CONNECT names; null for a listener that takes TLS at once.</summary>
    public string? Connect { get; init; } = $"{Host}:443";

    /// <summary>The server name of a TLS handshake; empty for a handshake without one, null for no TLS.</summary>
    public string? ServerName { get; init; } = Host;

    /// <summary>The bytes behind the CONNECT, or inside of the TLS.</summary>
    public string Input { get; init; } = Get(Host);

    /// <summary>Whether what follows the CONNECT is written before its answer has come.</summary>
    public bool Early { get; init; }

    /// <summary>How many other hosts that no route names have had a tunnel in the same second.</summary>
    public int DeniedBefore { get; init; }

    /// <summary>The status of the CONNECT.</summary>
    public int Connected { get; init; } = 200;

    /// <summary>The status of the answer inside; 0 where the connection breaks off without one.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The bytes that come where <see cref="Status"/> is 0, before the connection ends.</summary>
    public string Last { get; init; } = "";

    /// <summary>The requests that the upstream gets.</summary>
    public int Seen => Status == 200 ? 1 : 0;

    /// <summary>The host that is open.</summary>
    public const string Host = "www.example.com";

    public static string Get(string host) => $"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n";

    public override string ToString() => $"{Id} {What}";
}
