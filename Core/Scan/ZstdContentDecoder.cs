namespace BotBottle.Core.Scan;

/// <summary>Zstandard (RFC 8878, RFC 9659), any number of frames, by the system's library.</summary>
internal sealed class ZstdContentDecoder : ContentDecoder
{
    private readonly ZstdLibrary _library;
    private readonly Action _released;
    private nint _context;
    private bool _atEnd;

    private ZstdContentDecoder(ZstdLibrary library, nint context, DecodeLimits limits, Action released)
        : base(limits)
    {
        _library = library;
        _context = context;
        _released = released;
    }

    /// <summary>Opens a decoder; null without the library or without memory.</summary>
    public static ZstdContentDecoder? Open(DecodeLimits limits, Action released)
    {
        var library = ZstdLibrary.Instance;
        nint context = library?.Open() ?? 0;
        return context == 0 ? null : new ZstdContentDecoder(library!, context, limits, released);
    }

    private protected override bool Decode(ref ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        bool sound = _library.Decode(_context, input, output, out int consumed, out written, out bool atEnd);
        // Without input, the library speaks of the next frame.
        _atEnd = consumed + written > 0 ? atEnd : _atEnd;
        input = input[consumed..];
        return sound;
    }

    private protected override bool AtEnd(Span<byte> output) => _atEnd;

    private protected override void Reset()
    {
        _library.Restart(_context);
        _atEnd = false;
    }

    private protected override void Release()
    {
        if (_context != 0)
        {
            _library.Close(_context);
            _context = 0;
            _released();
        }
    }
}
