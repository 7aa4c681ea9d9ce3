using System.Buffers.Binary;
using Microsoft.AspNetCore.Connections.Features;

namespace BotBottle.Controller.Api;

/// <summary>The peer of a connection: the socket, and the process as the kernel reports it.</summary>
/// <param name="Door">The socket of the connection.</param>
/// <param name="Actor">Name for the audit log: <c>operator (uid 1000, pid 4711)</c>.</param>
internal sealed record Caller(Door Door, string Actor)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    /// <summary>Reads the peer's process from the kernel (SO_PEERCRED, unix(7)).</summary>
    public static Caller Of(Door door, IConnectionSocketFeature? connection)
    {
        if (!OperatingSystem.IsLinux() || connection is null)
        {
            return new Caller(door, "operator");
        }

        byte[] credentials = new byte[12];
        connection.Socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        int pid = BinaryPrimitives.ReadInt32LittleEndian(credentials);
        uint user = BinaryPrimitives.ReadUInt32LittleEndian(credentials.AsSpan(4));
        return new Caller(door, $"operator (uid {user}, pid {pid})");
    }
}

/// <summary>The socket of a connection; it alone decides which requests are allowed.</summary>
internal enum Door
{
    /// <summary><c>controller.sock</c>, for the operator.</summary>
    Operator,

    /// <summary><c>proxy.sock</c>, for the proxies.</summary>
    Proxy,
}
