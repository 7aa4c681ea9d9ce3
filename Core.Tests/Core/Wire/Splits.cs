using System.Buffers;
using System.Text;

namespace BotBottle.Core.Tests.Core.Wire;

/// <summary>
/// The ways in which the same bytes can be in a pipe: whole, cut in two at every place (including the ends, so that empty segments occur), and one byte per
/// segment. A parser of <see cref="ReadOnlySequence{T}"/> must give the same result for all of them.
/// </summary>
public static class Splits
{
    /// <summary>Wire text as bytes, one byte per character, so that "\u00FF" is the byte 0xFF.</summary>
    public static byte[] Bytes(string wire) => Encoding.Latin1.GetBytes(wire);

    /// <summary>Wire text out of a sequence, the inverse of <see cref="Bytes"/>.</summary>
    public static string Text(in ReadOnlySequence<byte> sequence) => Encoding.Latin1.GetString(sequence);

    /// <summary>All the bytes in one segment.</summary>
    public static ReadOnlySequence<byte> Whole(string wire) => new(Bytes(wire));

    /// <summary>Cut in two: the first <paramref name="cut"/> bytes in one segment, the others in the next.</summary>
    public static ReadOnlySequence<byte> At(byte[] wire, int cut) => Of(wire.AsMemory(0, cut), wire.AsMemory(cut));

    /// <summary>One byte per segment.</summary>
    public static ReadOnlySequence<byte> ByteBySegment(byte[] wire)
    {
        var segments = new ReadOnlyMemory<byte>[wire.Length];
        for (var i = 0; i < wire.Length; i++)
        {
            segments[i] = wire.AsMemory(i, 1);
        }

        return Of(segments);
    }

    /// <summary>Every form: whole, every cut in two, one byte per segment. The name of the form is for the failure message.</summary>
    public static IEnumerable<(string Form, ReadOnlySequence<byte> Sequence)> Every(byte[] wire)
    {
        yield return ("whole", new ReadOnlySequence<byte>(wire));
        for (var cut = 0; cut <= wire.Length; cut++)
        {
            yield return ($"cut at {cut}", At(wire, cut));
        }

        yield return ("byte by segment", ByteBySegment(wire));
    }

    /// <summary>Every form of a wire text; see <see cref="Every(byte[])"/>.</summary>
    public static IEnumerable<(string Form, ReadOnlySequence<byte> Sequence)> Every(string wire) => Every(Bytes(wire));

    /// <summary>Joins memories to one sequence, including empty ones.</summary>
    public static ReadOnlySequence<byte> Of(params ReadOnlyMemory<byte>[] segments)
    {
        if (segments.Length == 0)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        var first = new Segment(segments[0], 0);
        var last = first;
        foreach (var memory in segments.AsSpan(1))
        {
            last = last.Append(memory);
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
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
