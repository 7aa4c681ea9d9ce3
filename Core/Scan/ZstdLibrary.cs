using System.Runtime.InteropServices;

namespace BotBottle.Core.Scan;

/// <summary>
/// The system's libzstd. .NET 10 has no decoder of its own, and Codex compresses its requests with zstd when it is logged in to ChatGPT. Without the library
/// such bodies are undecodable.
/// </summary>
internal sealed unsafe class ZstdLibrary
{
    private const int WindowLogMax = 100;

    /// <summary>RFC 9659: the content coding has a window of at most 8 MiB, so that a frame cannot request more memory.</summary>
    private const int MaxWindowLog = 23;

    private static readonly Lazy<ZstdLibrary?> Library = new(Load);

    private const int ResetSession = 1;

    private readonly delegate* unmanaged<nint> _create;
    private readonly delegate* unmanaged<nint, int, int, nuint> _setParameter;
    private readonly delegate* unmanaged<nint, int, nuint> _reset;
    private readonly delegate* unmanaged<nint, Buffer*, Buffer*, nuint> _decompress;
    private readonly delegate* unmanaged<nuint, uint> _isError;
    private readonly delegate* unmanaged<nint, nuint> _free;

    private ZstdLibrary(nint library)
    {
        _create = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "ZSTD_createDCtx");
        _setParameter = (delegate* unmanaged<nint, int, int, nuint>)NativeLibrary.GetExport(library, "ZSTD_DCtx_setParameter");
        _reset = (delegate* unmanaged<nint, int, nuint>)NativeLibrary.GetExport(library, "ZSTD_DCtx_reset");
        _decompress = (delegate* unmanaged<nint, Buffer*, Buffer*, nuint>)NativeLibrary.GetExport(library, "ZSTD_decompressStream");
        _isError = (delegate* unmanaged<nuint, uint>)NativeLibrary.GetExport(library, "ZSTD_isError");
        _free = (delegate* unmanaged<nint, nuint>)NativeLibrary.GetExport(library, "ZSTD_freeDCtx");
    }

    /// <summary>The library; null if the system has none.</summary>
    public static ZstdLibrary? Instance => Library.Value;

    /// <summary>Opens a context; 0 without memory.</summary>
    public nint Open()
    {
        nint context = _create();
        if (context != 0)
        {
            _setParameter(context, WindowLogMax, MaxWindowLog);
        }

        return context;
    }

    /// <summary>Closes a context.</summary>
    public void Close(nint context) => _free(context);

    /// <summary>Lets a context start anew, with its parameters.</summary>
    public void Restart(nint context) => _reset(context, ResetSession);

    /// <summary>Decodes as much as fits; false for corrupt data.</summary>
    /// <param name="context">The context.</param>
    /// <param name="input">The coded bytes.</param>
    /// <param name="output">Receives the text.</param>
    /// <param name="consumed">The number of coded bytes that were read.</param>
    /// <param name="written">The number of bytes of text.</param>
    /// <param name="atEnd">True if a frame is complete, and all of its text has been written.</param>
    public bool Decode(nint context, ReadOnlySpan<byte> input, Span<byte> output, out int consumed, out int written, out bool atEnd)
    {
        fixed (byte* from = input)
        fixed (byte* to = output)
        {
            var source = new Buffer { Bytes = from, Size = (nuint)input.Length };
            var target = new Buffer { Bytes = to, Size = (nuint)output.Length };
            nuint result = _decompress(context, &target, &source);
            consumed = (int)source.Position;
            written = (int)target.Position;
            atEnd = result == 0;
            return _isError(result) == 0;
        }
    }

    private static ZstdLibrary? Load()
    {
        foreach (string name in (string[])["libzstd.so.1", "libzstd.1.dylib"])
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                return new ZstdLibrary(library);
            }
        }

        return null;
    }

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer, which have the same layout.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Buffer
    {
        public byte* Bytes;
        public nuint Size;
        public nuint Position;
    }
}
