using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace BotBottle.Core.Usage;

/// <summary>
/// Counts the bytes of a body by what they cost in tokens, piece by piece. The same bytes give the same counts however they are split.
/// </summary>
public sealed class TextMeter
{
    /// <summary>An unbroken run of base64 letters as long as this is data, not words: an image, a document, encrypted reasoning.</summary>
    internal const int OpaqueRun = 1024;

    private static readonly SearchValues<byte> Base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_"u8);

    /// <summary>The length of the run that the last piece ended in.</summary>
    private long _run;
    private long _opaque;

    /// <summary>All bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The bytes of plain ASCII text.</summary>
    public long Ascii => Bytes - Wide - Opaque;

    /// <summary>The bytes of characters beyond ASCII.</summary>
    public long Wide { get; private set; }

    /// <summary>The bytes of long runs of base64.</summary>
    public long Opaque => _opaque + (_run >= OpaqueRun ? _run : 0);

    /// <summary>Adds a piece.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Bytes += bytes.Length;
        Wide += CountWide(bytes);
        bytes = EndRun(bytes);

        // Each window of the length of a run is looked at from behind: the last byte that is no base64 in it tells how far nothing can begin, which is
        // nearly all of it in any text.
        while (bytes.Length >= OpaqueRun)
        {
            int last = bytes[..OpaqueRun].LastIndexOfAnyExcept(Base64);
            bytes = last >= 0 ? bytes[(last + 1)..] : EndRun(bytes);
        }

        if (!bytes.IsEmpty)
        {
            _run += bytes.Length - (bytes.LastIndexOfAnyExcept(Base64) + 1);
        }
    }

    /// <summary>Takes the run at the beginning off, and the byte that ended it.</summary>
    private ReadOnlySpan<byte> EndRun(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOfAnyExcept(Base64);
        if (end < 0)
        {
            _run += bytes.Length;
            return default;
        }

        _run += end;
        _opaque = Opaque;
        _run = 0;
        return bytes[(end + 1)..];
    }

    private static long CountWide(ReadOnlySpan<byte> bytes)
    {
        long count = 0;
        for (; bytes.Length >= Vector128<byte>.Count; bytes = bytes[Vector128<byte>.Count..])
        {
            count += BitOperations.PopCount(Vector128.Create(bytes).ExtractMostSignificantBits());
        }

        foreach (byte b in bytes)
        {
            count += b >> 7;
        }

        return count;
    }
}
