using System.Buffers;

namespace BotBottle.Core.Http1;

/// <summary>
/// Finds the content in the bytes after a head, for all four framings, without copying. The relay is one loop:
/// <code>
/// decoder.Reset(framing);
/// while (!decoder.IsDone)
/// {
///     var read = await reader.ReadAsync();                 // where it ends without bytes: decoder.AtEnd()
///     var rest = read.Buffer;
///     BodyStatus status;
///     do
///     {
///         status = decoder.Decode(rest, out var content, out var consumed);   // Rejected: decoder.Rejection
///         Forward(content);                                // before AdvanceTo: it is the reader's memory
///         rest = rest.Slice(consumed);
///     }
///     while (status == BodyStatus.Content);
///     reader.AdvanceTo(rest.Start);                        // all of it, unless the body is done
/// }
/// </code>
/// An instance serves one direction of one connection, one body after the other. Not safe for several threads.
/// </summary>
public sealed class BodyDecoder
{
    private MessageFraming _framing;
    private ChunkedDecoder _chunked;
    private long _seen;

    /// <summary>
    /// True once the whole body is consumed: from the start if there is none, and never before <see cref="AtEnd"/> for <see cref="FramingKind.UntilClose"/>.
    /// </summary>
    public bool IsDone => _framing.Kind switch
    {
        FramingKind.None => true,
        FramingKind.Length => _seen == _framing.Length,
        FramingKind.Chunked => _chunked.IsDone,
        _ => false,
    };

    /// <summary>The bytes of content so far, without framing.</summary>
    public long BytesSeen => _framing.Kind == FramingKind.Chunked ? _chunked.BytesSeen : _seen;

    /// <summary>The bytes of content still to come; null if the framing does not say.</summary>
    public long? BytesLeft => _framing.Kind switch
    {
        FramingKind.None => 0,
        FramingKind.Length => _framing.Length - _seen,
        FramingKind.Chunked when _chunked.IsDone => 0,
        _ => null,
    };

    /// <summary>
    /// True where the sender may pause: between two chunks, and where the connection's end is the body's end. Elsewhere it has announced more bytes, of the
    /// body or of a chunk, and so has them.
    /// </summary>
    public bool MayPause => _framing.Kind switch
    {
        FramingKind.Chunked => _chunked.IsBetweenChunks,
        FramingKind.UntilClose => true,
        _ => false,
    };

    /// <summary>The reason for refusing the body; only a chunked one can be refused.</summary>
    public RejectionReason Rejection => _chunked.Rejection;

    /// <summary>Starts the body of another message.</summary>
    public void Reset(MessageFraming framing)
    {
        _framing = framing;
        _chunked = default;
        _seen = 0;
    }

    /// <summary>
    /// Takes one step; see <see cref="BodyStatus"/>. The last slice of a body of known length comes as <see cref="BodyStatus.Content"/> with
    /// <see cref="IsDone"/> already true.
    /// </summary>
    /// <param name="input">The unconsumed bytes.</param>
    /// <param name="content">With <see cref="BodyStatus.Content"/>, a slice of the input that is not empty and ends at <paramref name="consumed"/>; else
    /// empty.</param>
    /// <param name="consumed">The start of the next call's input.</param>
    public BodyStatus Decode(in ReadOnlySequence<byte> input, out ReadOnlySequence<byte> content, out SequencePosition consumed)
    {
        if (_framing.Kind == FramingKind.Chunked)
        {
            return _chunked.Decode(input, out content, out consumed);
        }

        content = ReadOnlySequence<byte>.Empty;
        consumed = input.Start;
        if (IsDone || input.IsEmpty)
        {
            return IsDone ? BodyStatus.Done : BodyStatus.NeedMore;
        }

        content = input.Slice(0, Math.Min(BytesLeft ?? long.MaxValue, input.Length));
        consumed = content.End;
        _seen += content.Length;
        return BodyStatus.Content;
    }

    /// <summary>The state of the body if the connection ends here, after all its bytes.</summary>
    public BodyEnd AtEnd() => IsDone || _framing.Kind == FramingKind.UntilClose ? BodyEnd.Complete : BodyEnd.Truncated;
}
