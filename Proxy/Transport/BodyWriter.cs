using System.Buffers;
using BotBottle.Core.Http1;

namespace BotBottle.Proxy.Transport;

/// <summary>Writes a body with the proxy's own framing. Every method returns false if the peer is gone.</summary>
internal readonly struct BodyWriter(PeerConnection peer, MessageFraming framing)
{
    private bool IsChunked => framing.Kind == FramingKind.Chunked;

    public ValueTask<bool> WriteAsync(in ReadOnlySequence<byte> content)
    {
        if (framing.Kind == FramingKind.None)
        {
            return ValueTask.FromResult(true);
        }
        return IsChunked ? WriteChunkAsync(content) : peer.WriteAsync(content);
    }

    public ValueTask<bool> FlushAsync() => peer.FlushAsync();

    /// <summary>Ends the body and writes the buffered bytes.</summary>
    public ValueTask<bool> EndAsync()
    {
        if (IsChunked)
        {
            ChunkWriter.WriteLast(peer.Output);
        }
        return FlushAsync();
    }

    private async ValueTask<bool> WriteChunkAsync(ReadOnlySequence<byte> content)
    {
        ChunkWriter.WriteStart(peer.Output, content.Length);
        bool written = await peer.WriteAsync(content).ConfigureAwait(false);
        ChunkWriter.WriteEnd(peer.Output);
        return written;
    }
}
