using System.Buffers;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// A message that waits for a decision. A part that is sent could not be taken back, and a refusal must leave the WebSocket usable. It is limited by itself and
/// together with all others of its run.
/// </summary>
internal sealed class GatheredMessage(GatherBudget budget) : IMaskable, IDisposable
{
    private const int BlockSize = 64 * 1024;

    private readonly List<byte[]> _blocks = [];
    private int _length;

    /// <summary>The number of bytes.</summary>
    public int Length => _length;

    /// <summary>Adds bytes; false if there is no room.</summary>
    public bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int used = _length % BlockSize;
            if (used == 0)
            {
                if (_length == GatherBudget.MaxMessageBytes || !budget.TryTake(BlockSize))
                {
                    return false;
                }
                _blocks.Add(ArrayPool<byte>.Shared.Rent(BlockSize));
            }
            int count = Math.Min(bytes.Length, BlockSize - used);
            bytes[..count].CopyTo(_blocks[^1].AsSpan(used));
            _length += count;
            bytes = bytes[count..];
        }
        return true;
    }

    public ReadOnlySpan<byte> Read(long from, long to) => Part((int)from, (int)to);

    public void Mask(long start, int length, byte filler)
    {
        int end = (int)start + length;
        for (int at = (int)start; at < end;)
        {
            Span<byte> part = Part(at, end);
            part.Fill(filler);
            at += part.Length;
        }
    }

    private Span<byte> Part(int from, int to) => _blocks[from / BlockSize].AsSpan(from % BlockSize, Math.Min(to - from, BlockSize - (from % BlockSize)));

    /// <summary>Writes the message as one frame and clears it.</summary>
    /// <returns>False if the peer cannot have received all of it.</returns>
    public async ValueTask<bool> SendAsync(FrameSink sink)
    {
        bool isWhole = !sink.IsClosed;
        sink.Begin(WebSocketOpcode.Text, final: true, _length);
        int left = _length;
        foreach (byte[] block in _blocks)
        {
            isWhole &= !sink.IsClosed;
            int count = Math.Min(left, BlockSize);
            left -= count;
            await sink.WriteAsync(block.AsMemory(0, count), endsMessage: left == 0).ConfigureAwait(false);
        }
        if (_length == 0)
        {
            await sink.WriteAsync(Memory<byte>.Empty, endsMessage: true).ConfigureAwait(false);
        }
        await sink.FlushAsync().ConfigureAwait(false);
        Clear();
        return isWhole && !sink.LostWrites;
    }

    /// <summary>Clears the message and returns its memory.</summary>
    public void Clear()
    {
        foreach (byte[] block in _blocks)
        {
            ArrayPool<byte>.Shared.Return(block);
            budget.Return(BlockSize);
        }
        _blocks.Clear();
        _length = 0;
    }

    public void Dispose() => Clear();
}
