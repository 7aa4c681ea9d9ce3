using System.Buffers;

namespace BotBottle.Core.Http1;

/// <summary>The memory of one head. It grows to the largest head of its connection, within the limits, and is reused.</summary>
internal sealed class HeadBuffer
{
    private const int InitialSize = 2048;

    private byte[] _bytes = [];

    public int Length { get; private set; }

    public void Clear() => Length = 0;

    /// <summary>Copies a line into the buffer; returns its start.</summary>
    public int Append(in ReadOnlySequence<byte> line)
    {
        var start = Length;
        var end = checked(start + (int)line.Length);
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(end, Math.Max(InitialSize, _bytes.Length * 2)));
        }

        line.CopyTo(_bytes.AsSpan(start));
        Length = end;
        return start;
    }

    public ReadOnlySpan<byte> Slice(int start, int length) => _bytes.AsSpan(start, length);

    public void Fill(int start, int length, byte value) => _bytes.AsSpan(start, length).Fill(value);
}
