using System.Buffers.Binary;

namespace BotBottle.Core.Scan;

/// <summary>Kind of a message in an AWS event stream (<c>:message-type</c>).</summary>
public enum AwsMessageKind
{
    /// <summary>An event of the service's model.</summary>
    Event,

    /// <summary>An error of the service's model. No message follows it.</summary>
    Exception,

    /// <summary>An error outside of the service's model. No message follows it.</summary>
    Error,
}

/// <summary>The headers of a message in an AWS event stream that a meter needs. Valid during the call only.</summary>
public readonly ref struct AwsEventHead
{
    private const int StringType = 7;

    /// <summary>The kind of the message.</summary>
    public AwsMessageKind Kind { get; private init; }

    /// <summary>The name of the event, of the exception or of the error's code.</summary>
    public ReadOnlySpan<byte> Name { get; private init; }

    /// <summary>True if the payload is JSON, by <c>:content-type</c> or without it.</summary>
    public bool IsJson { get; private init; }

    /// <summary>
    /// Reads a message's headers. False if they are malformed, if a needed one is missing, no text or given twice, or if the kind is unknown: a client may then
    /// read another message.
    /// </summary>
    internal static bool TryRead(ReadOnlySpan<byte> headers, out AwsEventHead head)
    {
        head = default;
        Needed needed = default;
        while (!headers.IsEmpty)
        {
            int nameLength = headers[0];
            if (nameLength == 0 || headers.Length < nameLength + 2)
            {
                return false;
            }

            ReadOnlySpan<byte> name = headers.Slice(1, nameLength);
            int type = headers[nameLength + 1];
            headers = headers[(nameLength + 2)..];
            (int before, int length) = ValueOf(headers, type);
            if (length < 0 || headers.Length < before + length || !needed.TrySet(name, headers.Slice(before, length), type == StringType))
            {
                return false;
            }

            headers = headers[(before + length)..];
        }

        AwsMessageKind? kind = needed.Kind.SequenceEqual("event"u8) ? AwsMessageKind.Event
            : needed.Kind.SequenceEqual("exception"u8) ? AwsMessageKind.Exception
            : needed.Kind.SequenceEqual("error"u8) ? AwsMessageKind.Error : null;
        ReadOnlySpan<byte> called = kind switch
        {
            AwsMessageKind.Event => needed.Event,
            AwsMessageKind.Exception => needed.Exception,
            _ => needed.Code,
        };
        if (kind is not { } known || called.IsEmpty)
        {
            return false;
        }

        bool isJson = needed.Content.IsEmpty || needed.Content.StartsWith("application/json"u8);
        head = new AwsEventHead { Kind = known, Name = called, IsJson = isJson };
        return true;
    }

    // The length of a value, and of the number before it. The types 0 to 9: true, false, byte, short, integer, long, byte array, string, timestamp, UUID.
    private static (int Before, int Length) ValueOf(ReadOnlySpan<byte> headers, int type) => type switch
    {
        0 or 1 => (0, 0),
        2 => (0, 1),
        3 => (0, 2),
        4 => (0, 4),
        5 or 8 => (0, 8),
        9 => (0, 16),
        6 or StringType when headers.Length >= 2 => (2, BinaryPrimitives.ReadUInt16BigEndian(headers)),
        _ => (0, -1),
    };

    private ref struct Needed
    {
        private int _seen;

        public ReadOnlySpan<byte> Kind { get; private set; }

        public ReadOnlySpan<byte> Event { get; private set; }

        public ReadOnlySpan<byte> Exception { get; private set; }

        public ReadOnlySpan<byte> Code { get; private set; }

        public ReadOnlySpan<byte> Content { get; private set; }

        public bool TrySet(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool isText)
        {
            int field = name.SequenceEqual(":message-type"u8) ? 1
                : name.SequenceEqual(":event-type"u8) ? 2
                : name.SequenceEqual(":exception-type"u8) ? 4
                : name.SequenceEqual(":error-code"u8) ? 8
                : name.SequenceEqual(":content-type"u8) ? 16 : 0;
            if (field == 0)
            {
                return true;
            }

            if (!isText || (_seen & field) != 0)
            {
                return false;
            }

            _seen |= field;
            switch (field)
            {
                case 1:
                    Kind = value;
                    break;
                case 2:
                    Event = value;
                    break;
                case 4:
                    Exception = value;
                    break;
                case 8:
                    Code = value;
                    break;
                default:
                    Content = value;
                    break;
            }

            return true;
        }
    }
}
