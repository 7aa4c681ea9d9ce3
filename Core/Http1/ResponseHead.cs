using BotBottle.Core.Text;

namespace BotBottle.Core.Http1;

/// <summary>
/// The head of a response, strictly parsed by <see cref="ResponseHeadParser"/>. <see cref="MessageHead"/> documents the lifetime of its parts.
/// </summary>
public sealed class ResponseHead : MessageHead
{
    private const int VersionLength = 8;
    private const int ReasonStart = VersionLength + 5;

    private int _lineLength;

    /// <summary>The status code, 100 to 999.</summary>
    public int StatusCode { get; private set; }

    /// <summary>True if another head follows before the final one: 1xx except 101, after which the connection changes its protocol.</summary>
    public bool IsInterim => StatusCode is >= 100 and < 200 and not 101;

    /// <summary>The reason phrase as received; may be empty, may have bytes from 0x80 up.</summary>
    public ReadOnlySpan<byte> Reason => _lineLength > ReasonStart ? Memory.Slice(ReasonStart, _lineLength - ReasonStart) : default;

    /// <inheritdoc/>
    public override void Reset()
    {
        base.Reset();
        StatusCode = 0;
        _lineLength = 0;
    }

    internal override RejectionReason StartLineTooLong => RejectionReason.StatusLineTooLong;

    internal override RejectionReason CheckFirstByte(byte first) =>
        first == 'H' ? RejectionReason.None : RejectionReason.InvalidVersion;

    internal override RejectionReason TakeStartLine(int start, int length)
    {
        var line = Memory.Slice(start, length);
        var reason = TakeVersion(line[..Math.Min(line.Length, VersionLength)]);
        if (reason != RejectionReason.None)
        {
            return reason;
        }

        // Some servers omit the space before an empty reason; nothing depends on it.
        var rest = line[VersionLength..];
        if (rest.Length < 4 || rest[0] != ' '
            || !WireNumber.TryParseStatus(rest[1..4], out var status)
            || (rest.Length > 4 && rest[4] != ' ')
            || rest[4..].ContainsAnyExcept(HttpSyntax.Value))
        {
            return RejectionReason.InvalidStatusLine;
        }

        StatusCode = status;
        _lineLength = length;
        return RejectionReason.None;
    }

    internal override RejectionReason CheckFields() => RejectionReason.None;
}
