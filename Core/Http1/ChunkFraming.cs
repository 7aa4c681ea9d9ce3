using BotBottle.Core.Text;

namespace BotBottle.Core.Http1;

/// <summary>
/// Parses the bytes of a chunked body that are not data, one at a time: sizes, extensions, the CRLF after data, trailers. The grammar is that of RFC 9112
/// section 7.1 with only CRLF as a line end. A mutable struct: keep it in a field.
/// </summary>
internal struct ChunkFraming
{
    private long _size;
    private int _digits;
    private bool _sizeReady;
    private int _chunkExtensionBytes;
    private int _bodyExtensionBytes;
    private int _trailerBytes;
    private int _trailerFields;

    public ChunkState State { get; private set; }

    /// <summary>After the LF of a size line, returns the chunk's size, above 0, once. The next <see cref="Step"/> follows that many bytes of data.</summary>
    public bool TryTakeSize(out long size)
    {
        size = _size;
        var ready = _sizeReady;
        _sizeReady = false;
        return ready;
    }

    public RejectionReason Step(byte b) => State switch
    {
        // Tested before all others, so that no state can accept an LF as another byte (as in CVE-2025-55315).
        not (ChunkState.SizeLineFeed or ChunkState.DataLineFeed or ChunkState.TrailerLineFeed or ChunkState.FinalLineFeed) when b == '\n' =>
            RejectionReason.BareLineFeed,
        ChunkState.SizeStart or ChunkState.Size => StepSize(b),
        <= ChunkState.AfterQuoted => StepExtension(b),
        ChunkState.SizeLineFeed => EndSizeLine(b),
        ChunkState.DataCarriageReturn => Expect(b, '\r', ChunkState.DataLineFeed, RejectionReason.InvalidChunkEnd),
        ChunkState.DataLineFeed => Expect(b, '\n', ChunkState.SizeStart, RejectionReason.InvalidChunkEnd),
        _ => StepTrailer(b),
    };

    private RejectionReason StepSize(byte b)
    {
        var digit = WireNumber.HexDigit(b);
        if (digit < 0)
        {
            var left = State == ChunkState.SizeStart ? RejectionReason.InvalidChunkSize : LeaveSizeOrValue(b, RejectionReason.InvalidChunkSize);
            return left == RejectionReason.None ? CountExtension(b) : left;
        }

        if (State == ChunkState.SizeStart)
        {
            State = ChunkState.Size;
            (_size, _digits, _chunkExtensionBytes) = (0, 0, 0);
        }

        if (++_digits > WireNumber.MaxChunkSizeDigits || _size > long.MaxValue >> 4)
        {
            return RejectionReason.InvalidChunkSize;
        }

        _size = (_size << 4) | (uint)digit;
        return RejectionReason.None;
    }

    // The valid bytes after a size and after an extension: the line's end, another extension, or blanks before one.
    private RejectionReason LeaveSizeOrValue(byte b, RejectionReason otherwise)
    {
        switch (b)
        {
            case (byte)'\r':
                return MoveTo(ChunkState.SizeLineFeed);
            case (byte)';':
                return MoveTo(ChunkState.NameStart);
            case (byte)' ' or (byte)'\t':
                return MoveTo(ChunkState.BeforeSemicolon);
            default:
                return otherwise;
        }
    }

    private RejectionReason StepExtension(byte b)
    {
        var reason = CountExtension(b);
        if (reason != RejectionReason.None)
        {
            return reason;
        }

        var blank = b is (byte)' ' or (byte)'\t';
        switch (State)
        {
            case ChunkState.BeforeSemicolon:
                return blank ? RejectionReason.None : Expect(b, ';', ChunkState.NameStart, RejectionReason.InvalidChunkExtension);
            case ChunkState.NameStart when blank:
            case ChunkState.AfterName when blank:
            case ChunkState.ValueStart when blank:
                return RejectionReason.None;
            case ChunkState.NameStart:
                return ExpectToken(b, ChunkState.Name);
            case ChunkState.Name when HttpSyntax.IsTokenByte(b):
                return RejectionReason.None;
            case ChunkState.Name or ChunkState.AfterName when b == '=':
                return MoveTo(ChunkState.ValueStart);
            case ChunkState.Name when blank:
                return MoveTo(ChunkState.AfterName);
            case ChunkState.AfterName:
                return Expect(b, ';', ChunkState.NameStart, RejectionReason.InvalidChunkExtension);
            case ChunkState.ValueStart when b == '"':
                return MoveTo(ChunkState.Quoted);
            case ChunkState.ValueStart:
                return ExpectToken(b, ChunkState.Value);
            case ChunkState.Value when HttpSyntax.IsTokenByte(b):
                return RejectionReason.None;
            case ChunkState.Quoted or ChunkState.QuotedPair:
                return StepQuoted(b);
            default:
                return LeaveSizeOrValue(b, RejectionReason.InvalidChunkExtension);
        }
    }

    private RejectionReason StepQuoted(byte b)
    {
        if (!HttpSyntax.Value.Contains(b))
        {
            return RejectionReason.InvalidChunkExtension;
        }

        State = State == ChunkState.QuotedPair ? ChunkState.Quoted
            : b == '"' ? ChunkState.AfterQuoted
            : b == '\\' ? ChunkState.QuotedPair
            : ChunkState.Quoted;
        return RejectionReason.None;
    }

    // Counts all bytes between the size and the CR.
    private RejectionReason CountExtension(byte b) =>
        b != '\r' && (++_chunkExtensionBytes > ChunkLimits.ExtensionBytesPerChunk || ++_bodyExtensionBytes > ChunkLimits.ExtensionBytesPerBody)
            ? RejectionReason.ChunkExtensionsTooLong
            : RejectionReason.None;

    private RejectionReason EndSizeLine(byte b)
    {
        _sizeReady = b == '\n' && _size > 0;
        return Expect(b, '\n', _sizeReady ? ChunkState.DataCarriageReturn : ChunkState.TrailerStart, RejectionReason.BareCarriageReturn);
    }

    private RejectionReason StepTrailer(byte b)
    {
        if (State is ChunkState.FinalLineFeed)
        {
            return Expect(b, '\n', ChunkState.Done, RejectionReason.BareCarriageReturn);
        }

        if (State == ChunkState.TrailerStart && b == '\r')
        {
            return MoveTo(ChunkState.FinalLineFeed);
        }

        if (++_trailerBytes > ChunkLimits.TrailerBytes)
        {
            return RejectionReason.TrailersTooLong;
        }

        switch (State)
        {
            case ChunkState.TrailerStart:
                return ++_trailerFields > ChunkLimits.TrailerFields ? RejectionReason.TrailersTooLong
                    : HttpSyntax.IsTokenByte(b) ? MoveTo(ChunkState.TrailerName)
                    : RejectionReason.InvalidTrailer;
            case ChunkState.TrailerName when HttpSyntax.IsTokenByte(b):
                return RejectionReason.None;
            case ChunkState.TrailerName:
                return Expect(b, ':', ChunkState.TrailerValue, RejectionReason.InvalidTrailer);
            case ChunkState.TrailerValue when b == '\r':
                return MoveTo(ChunkState.TrailerLineFeed);
            case ChunkState.TrailerValue:
                return HttpSyntax.Value.Contains(b) ? RejectionReason.None
                    : RejectionReason.InvalidTrailer;
            default:
                return Expect(b, '\n', ChunkState.TrailerStart, RejectionReason.BareCarriageReturn);
        }
    }

    private RejectionReason ExpectToken(byte b, ChunkState next) =>
        HttpSyntax.IsTokenByte(b) ? MoveTo(next) : RejectionReason.InvalidChunkExtension;

    private RejectionReason Expect(byte b, char expected, ChunkState next, RejectionReason otherwise) =>
        b == expected ? MoveTo(next) : otherwise;

    private RejectionReason MoveTo(ChunkState next)
    {
        State = next;
        return RejectionReason.None;
    }
}
