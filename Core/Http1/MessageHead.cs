namespace BotBottle.Core.Http1;

/// <summary>
/// The common part of request and response heads. An instance serves one connection: parse into it, read it, <see cref="Reset"/> it. Its spans and fields point
/// into its memory and are valid until the reset. Not safe for several threads.
/// </summary>
public abstract class MessageHead
{
    private protected MessageHead() => Fields = new HeaderTable(Memory);

    /// <summary>The header fields in order.</summary>
    public HeaderTable Fields { get; }

    /// <summary>The minor version: 0 for HTTP/1.0, 1 for HTTP/1.1.</summary>
    public int MinorVersion { get; private protected set; }

    /// <summary>The reason for refusing the head; <see cref="RejectionReason.None"/> if it is not refused.</summary>
    public RejectionReason Rejection { get; internal set; }

    /// <summary>True if the sender keeps its connection after this message (RFC 9112 section 9.3).</summary>
    public bool KeepsAlive => ConnectionField.KeepsAlive(Fields, MinorVersion);

    internal HeadBuffer Memory { get; } = new();

    /// <summary>The number of bytes in the complete lines so far.</summary>
    internal long Taken { get; set; }

    /// <summary>The length of the start line with its CRLF; 0 before it is complete.</summary>
    internal long StartLineTaken { get; set; }

    internal bool IsComplete { get; set; }

    /// <summary>Clears the head, and keeps its memory for the next one.</summary>
    public virtual void Reset()
    {
        Memory.Clear();
        Fields.Clear();
        MinorVersion = 0;
        Rejection = RejectionReason.None;
        Taken = 0;
        StartLineTaken = 0;
        IsComplete = false;
    }

    /// <summary>The reason for a start line longer than the limit.</summary>
    internal abstract RejectionReason StartLineTooLong { get; }

    /// <summary>Refuses a first byte that no start line has, so that a client with another protocol is refused before its first CRLF.</summary>
    internal abstract RejectionReason CheckFirstByte(byte first);

    /// <summary>Parses the start line in <see cref="Memory"/>.</summary>
    internal abstract RejectionReason TakeStartLine(int start, int length);

    /// <summary>Runs the checks that need all fields.</summary>
    internal abstract RejectionReason CheckFields();

    private protected RejectionReason TakeVersion(ReadOnlySpan<byte> version)
    {
        if (version.Length != 8 || !version.StartsWith("HTTP/"u8)
            || !char.IsAsciiDigit((char)version[5]) || version[6] != '.' || !char.IsAsciiDigit((char)version[7]))
        {
            return RejectionReason.InvalidVersion;
        }

        if (version[5] != '1' || version[7] > '1')
        {
            return RejectionReason.UnsupportedVersion;
        }

        MinorVersion = version[7] - '0';
        return RejectionReason.None;
    }
}
