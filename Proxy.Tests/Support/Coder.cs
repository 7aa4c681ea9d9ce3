using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>Encodes bodies with the content codings that clients use.</summary>
internal static class Coder
{
    /// <summary>The spellings of the codings, each with a name of its own for raw deflate.</summary>
    public static IReadOnlyList<string> Codings { get; } = ["gzip", "deflate", "raw", "br", "zstd"];

    /// <summary>Encodes a text with a coding of <see cref="Codings"/>.</summary>
    public static byte[] Code(string coding, string text) => coding switch
    {
        "zstd" => Zstd(Encoding.UTF8.GetBytes(text)),
        _ => Pack(text, into => coding switch
        {
            "gzip" => new GZipStream(into, CompressionLevel.Optimal, leaveOpen: true),
            "deflate" => new ZLibStream(into, CompressionLevel.Optimal, leaveOpen: true),
            "raw" => new DeflateStream(into, CompressionLevel.Optimal, leaveOpen: true),
            _ => new BrotliStream(into, CompressionLevel.Optimal, leaveOpen: true),
        }),
    };

    /// <summary>The value of Content-Encoding for a coding.</summary>
    public static string Field(string coding) => coding == "raw" ? "deflate" : coding;

    private static byte[] Pack(string text, Func<Stream, Stream> coder)
    {
        using MemoryStream packed = new();
        using (Stream stream = coder(packed))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }
        return packed.ToArray();
    }

    private static unsafe byte[] Zstd(byte[] text)
    {
        if (!NativeLibrary.TryLoad("libzstd.so.1", out nint library))
        {
            Assert.Ignore("no libzstd on this machine");
        }
        var compress = (delegate* unmanaged<byte*, nuint, byte*, nuint, int, nuint>)NativeLibrary.GetExport(library, "ZSTD_compress");
        byte[] packed = new byte[text.Length + 1024];
        fixed (byte* from = text)
        fixed (byte* to = packed)
        {
            return packed[..(int)compress(to, (nuint)packed.Length, from, (nuint)text.Length, 3)];
        }
    }
}
