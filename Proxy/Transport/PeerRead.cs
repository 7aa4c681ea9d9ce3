using System.Buffers;

namespace BotBottle.Proxy.Transport;

/// <summary>What a read of a peer gave.</summary>
/// <param name="Buffer">All unconsumed bytes.</param>
/// <param name="State">Whether more can come.</param>
internal readonly record struct PeerRead(ReadOnlySequence<byte> Buffer, PeerState State)
{
    public bool IsOpen => State == PeerState.Open;
}
