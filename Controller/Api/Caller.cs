using System.Buffers.Binary;
using Microsoft.AspNetCore.Connections.Features;

namespace BotBottle.Controller.Api;

/// <summary>Who is on the other end of a connection: the door, and the process as the kernel names it.</summary>
/// <param name="Door">The socket that it came in on.</param>
/// <param name="Actor">For the audit: <c>operator (uid 1000, pid 4711)</c>.</param>
internal sealed record Caller(Door Door, string Actor)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    /// <summary>Asks the kernel who connected (SO_PEERCRED, unix(7)).</summary>
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
