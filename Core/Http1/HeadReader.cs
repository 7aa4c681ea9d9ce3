using System.Buffers;

namespace BotBottle.Core.Http1;

/// <summary>
/// Reads a head line by line. Each complete line is copied once into the head's memory and parsed there, so that segment boundaries affect only the search for
/// line ends. The head keeps the lines read so far, so that a peer that sends one byte at a time does not cause a new parse for each.
/// </summary>
internal static class HeadReader
{
    private enum LineEnd
    {
        Missing,
        Found,
        BareLineFeed,
        BareCarriageReturn,
    }

    public static ParseStatus Read(
        in ReadOnlySequence<byte> buffer, MessageHead head, HeadLimits limits, out SequencePosition consumed, out SequencePosition examined)
    {
        if (head.IsComplete || head.Rejection != RejectionReason.None)
        {
            throw new InvalidOperationException("the head was not reset");
        }

        consumed = buffer.Start;
        examined = buffer.End;
        head.Rejection = ReadLines(buffer, head, limits);
        if (head.Rejection != RejectionReason.None)
        {
            return ParseStatus.Rejected;
        }

        if (!head.IsComplete)
        {
            return ParseStatus.NeedMore;
        }

        consumed = buffer.GetPosition(head.Taken);
        examined = consumed;
        return ParseStatus.Done;
    }

    private static RejectionReason ReadLines(in ReadOnlySequence<byte> buffer, MessageHead head, HeadLimits limits)
    {
        var rest = buffer.Slice(head.Taken);
        if (head.StartLineTaken == 0 && !rest.IsEmpty && head.CheckFirstByte(FirstByte(rest)) is not RejectionReason.None and var refusal)
        {
            return refusal;
        }

        while (!head.IsComplete)
        {
            // Checks the length first: for a line in pieces it is known before its end.
            var end = FindLineEnd(rest, out var length);
            var reason = CheckLength(head, limits, length);
            if (reason == RejectionReason.None)
            {
                reason = end switch
                {
                    LineEnd.BareLineFeed => RejectionReason.BareLineFeed,
                    LineEnd.BareCarriageReturn => RejectionReason.BareCarriageReturn,
                    _ => RejectionReason.None,
                };
            }

            if (reason != RejectionReason.None)
            {
                return reason;
            }

            if (end == LineEnd.Missing)
            {
                return RejectionReason.None;
            }

            reason = TakeLine(rest.Slice(0, length), head, limits);
            if (reason != RejectionReason.None)
            {
                return reason;
            }

            head.Taken += length + 2;
            head.StartLineTaken = head.StartLineTaken == 0 ? head.Taken : head.StartLineTaken;
            rest = rest.Slice(length + 2);
        }

        return RejectionReason.None;
    }

    private static RejectionReason TakeLine(in ReadOnlySequence<byte> line, MessageHead head, HeadLimits limits)
    {
        var length = (int)line.Length;
        if (head.StartLineTaken == 0)
        {
            return head.TakeStartLine(head.Memory.Append(line), length);
        }

        if (length == 0)
        {
            head.IsComplete = true;
            return head.Fields.TakeConnectionOptions() is not RejectionReason.None and var tooMany ? tooMany : head.CheckFields();
        }

        return head.Fields.Count == limits.FieldCount
            ? RejectionReason.TooManyFields
            : head.Fields.Add(head.Memory.Append(line), length);
    }

    // For an unfinished line the length so far counts, so that the limits apply before its end.
    private static RejectionReason CheckLength(MessageHead head, HeadLimits limits, long length)
    {
        if (head.StartLineTaken == 0)
        {
            return length > limits.StartLineBytes ? head.StartLineTooLong : RejectionReason.None;
        }

        var fields = head.Taken - head.StartLineTaken;
        return length > 0 && fields + length + 2 > limits.FieldBytes ? RejectionReason.FieldsTooLong : RejectionReason.None;
    }

    private static LineEnd FindLineEnd(in ReadOnlySequence<byte> rest, out long length)
    {
        length = 0;
        var afterCarriageReturn = false;
        foreach (var memory in rest)
        {
            var span = memory.Span;
            if (span.IsEmpty)
            {
                continue;
            }

            if (afterCarriageReturn)
            {
                return span[0] == '\n' ? LineEnd.Found : LineEnd.BareCarriageReturn;
            }

            var index = span.IndexOfAny((byte)'\r', (byte)'\n');
            length += index < 0 ? span.Length : index;
            if (index < 0)
            {
                continue;
            }

            if (span[index] == '\n')
            {
                return LineEnd.BareLineFeed;
            }

            if (index + 1 < span.Length)
            {
                return span[index + 1] == '\n' ? LineEnd.Found : LineEnd.BareCarriageReturn;
            }

            afterCarriageReturn = true;
        }

        return LineEnd.Missing;
    }

    private static byte FirstByte(in ReadOnlySequence<byte> rest)
    {
        Span<byte> first = stackalloc byte[1];
        rest.Slice(0, 1).CopyTo(first);
        return first[0];
    }
}
