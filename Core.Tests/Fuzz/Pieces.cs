using System.Buffers;
using System.Text;

namespace BotBottle.Fuzz;

/// <summary>The ways in which an input can arrive. They depend only on the input, so that a stored finding can be reproduced.</summary>
internal static class Pieces
{
    private const int BytewiseUpTo = 2048;

    /// <summary>Text as bytes, one byte per character.</summary>
    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>Bytes as text, the inverse of <see cref="Bytes"/>.</summary>
    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>Cuts the input at up to four places, including empty pieces; sometimes one byte per piece.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>[]> Ways(byte[] input)
    {
        Random random = new(unchecked((int)Hash(input)));
        int[] cuts = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(input.Length + 1)).Append(0).Append(input.Length).Order()];
        yield return [.. cuts.Zip(cuts.Skip(1), (from, to) => new ReadOnlyMemory<byte>(input, from, to - from))];
        if (random.Next(4) == 0 && input.Length <= BytewiseUpTo)
        {
            yield return [.. input.Select((_, i) => new ReadOnlyMemory<byte>(input, i, 1))];
        }
    }

    /// <summary>A short name for an input.</summary>
    public static uint Hash(ReadOnlySpan<byte> input)
    {
        uint hash = 2166136261; // FNV-1a
        foreach (byte b in input)
        {
            hash = (hash ^ b) * 16777619;
        }

        return hash;
    }

    /// <summary>The pieces as one sequence of segments.</summary>
    public static ReadOnlySequence<byte> Join(params ReadOnlyMemory<byte>[] pieces)
    {
        if (pieces.Length == 0)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        Segment first = new(pieces[0], 0);
        Segment last = first;
        foreach (ReadOnlyMemory<byte> piece in pieces.AsSpan(1))
        {
            last = last.Append(piece);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex)
        {
            Memory = memory;
            RunningIndex = runningIndex;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            Segment next = new(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
