using System.Buffers;

namespace BotBottle.Proxy.Transport;

/// <summary>What a read of a peer gave.</summary>
/// <param name="Buffer">All unconsumed bytes.</param>
/// <param name="State">Whether more can come.</param>
internal readonly record struct PeerRead(ReadOnlySequence<byte> Buffer, PeerState State)
{
    public bool IsOpen => State == PeerState.Open;
}

/// <summary>What can still come from a peer.</summary>
internal enum PeerState
{
    /// <summary>More may come.</summary>
    Open,

    /// <summary>The peer has ended its side in an orderly way; what was read before is whole.</summary>
    Ended,

    /// <summary>The connection is broken: reset, timed out, aborted by us. <see cref="PeerConnection.Failure"/> says which.</summary>
    Broken,

    /// <summary><see cref="PeerConnection.StopReading"/> ended the read; the connection itself may be whole.</summary>
    Stopped,
}
