namespace BotBottle.Core.Scan;

/// <summary>Zstandard (RFC 8878, RFC 9659), any number of frames, by the system's library.</summary>
internal sealed class ZstdContentDecoder : ContentDecoder
{
    private readonly ZstdLibrary _library;
    private readonly Action _released;
    private nint _context;

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
        bool sound = _library.Decode(_context, input, output, out int consumed, out written);
        input = input[consumed..];
        return sound;
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
