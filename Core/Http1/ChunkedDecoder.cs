using System.Buffers;

namespace BotBottle.Core.Http1;

/// <summary>
/// Decodes the chunked transfer coding (RFC 9112 section 7.1) strictly and without copying. Every call consumes framing up to the next data and returns that
/// data as a slice of the caller's sequence, at most one chunk's. The caller forwards it and continues after <c>consumed</c>.
/// </summary>
/// <remarks>
/// One byte of framing is one step of a state machine, so that cuts between reads and segments do not matter; data bytes take no steps. Extensions are checked
/// against the grammar and trailers against the rules of header fields, both within <see cref="ChunkLimits"/>. Both are dropped and never forwarded. Trailers
/// of requests and responses both refuse bytes from 0x80 up, as request header fields do. A mutable struct: keep it in a field, do not copy it.
/// </remarks>
public struct ChunkedDecoder
{
    private ChunkFraming _framing;
    private long _left;

    /// <summary>The reason for refusing the body.</summary>
    public RejectionReason Rejection { get; private set; }

    /// <summary>The bytes of content so far.</summary>
    public long BytesSeen { get; private set; }

    /// <summary>True once the last chunk, the trailers and the final CRLF are consumed.</summary>
    public readonly bool IsDone => _framing.State == ChunkState.Done;

    /// <summary>True if the next byte is the first of a chunk's size; it may come at any time.</summary>
    public readonly bool IsBetweenChunks => _left == 0 && _framing.State == ChunkState.SizeStart;

    /// <summary>
    /// Takes one step; see <see cref="BodyStatus"/>. It consumes nothing after <see cref="BodyStatus.Done"/> and <see cref="BodyStatus.Rejected"/>.
    /// </summary>
    /// <param name="input">The unconsumed bytes.</param>
    /// <param name="content">With <see cref="BodyStatus.Content"/>, data that is not empty and ends at <paramref name="consumed"/>; else empty.</param>
    /// <param name="consumed">The start of the next call's input.</param>
    public BodyStatus Decode(in ReadOnlySequence<byte> input, out ReadOnlySequence<byte> content, out SequencePosition consumed)
    {
        content = ReadOnlySequence<byte>.Empty;
        consumed = input.Start;
        if (Rejection != RejectionReason.None)
        {
            return BodyStatus.Rejected;
        }

        long taken = 0;
        if (_left == 0)
        {
            foreach (var memory in input)
            {
                taken += StepFraming(memory.Span);
                if (Rejection != RejectionReason.None)
                {
                    return BodyStatus.Rejected;
                }

                if (_left > 0 || IsDone)
                {
                    break;
                }
            }
        }

        if (IsDone)
        {
            consumed = input.GetPosition(taken);
            return BodyStatus.Done;
        }

        var rest = input.Slice(taken);
        if (_left == 0 || rest.IsEmpty)
        {
            consumed = rest.Start;
            return BodyStatus.NeedMore;
        }

        content = rest.Slice(0, Math.Min(_left, rest.Length));
        consumed = content.End;
        _left -= content.Length;
        BytesSeen += content.Length;
        return BodyStatus.Content;
    }

    // Steps until the span ends, data begins (_left > 0), or the body ends or is refused; returns the number of bytes used.
    private int StepFraming(ReadOnlySpan<byte> span)
    {
        var taken = 0;
        while (taken < span.Length && !IsDone)
        {
            Rejection = _framing.Step(span[taken++]);
            if (Rejection != RejectionReason.None)
            {
                break;
            }

            if (_framing.TryTakeSize(out var size))
            {
                if (size > long.MaxValue - BytesSeen)
                {
                    Rejection = RejectionReason.InvalidChunkSize;
                    break;
                }

                _left = size;
                break;
            }
        }

        return taken;
    }
}
