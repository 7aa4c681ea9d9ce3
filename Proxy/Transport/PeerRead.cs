using System.Buffers;

namespace BotBottle.Proxy.Transport;

/// <summary>The result of a read from a peer.</summary>
/// <param name="Buffer">All unconsumed bytes.</param>
/// <param name="State">The state of the connection after the read.</param>
internal readonly record struct PeerRead(ReadOnlySequence<byte> Buffer, PeerState State)
{
    public bool IsOpen => State == PeerState.Open;
}

/// <summary>The state of the peer's side after a read.</summary>
internal enum PeerState
{
    /// <summary>More bytes may follow.</summary>
    Open,

    /// <summary>The peer has closed its side in an orderly way; the bytes read before are complete.</summary>
    Ended,

    /// <summary>The connection is broken: reset, timed out or aborted by the proxy. <see cref="PeerConnection.Failure"/> has the reason.</summary>
    Broken,

    /// <summary><see cref="PeerConnection.StopReading"/> ended the read; the connection itself may be intact.</summary>
    Stopped,
}
