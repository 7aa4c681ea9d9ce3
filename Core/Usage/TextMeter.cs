using System.Buffers;

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

    private long _run;
    private long _opaque;
    private long _wide;
    private long _ascii;

    /// <summary>All bytes.</summary>
    public long Bytes => _run + _opaque + _wide + _ascii;

    /// <summary>The bytes of plain ASCII text.</summary>
    public long Ascii => _ascii + (_run >= OpaqueRun ? 0 : _run);

    /// <summary>The bytes of characters beyond ASCII.</summary>
    public long Wide => _wide;

    /// <summary>The bytes of long runs of base64.</summary>
    public long Opaque => _opaque + (_run >= OpaqueRun ? _run : 0);

    /// <summary>Adds a piece.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOfAnyExcept(Base64);
            if (end < 0)
            {
                _run += bytes.Length;
                return;
            }

            _run += end;
            if (_run >= OpaqueRun)
            {
                _opaque += _run;
            }
            else
            {
                _ascii += _run;
            }

            _run = 0;
            if (bytes[end] < 0x80)
            {
                _ascii++;
            }
            else
            {
                _wide++;
            }

            bytes = bytes[(end + 1)..];
        }
    }
}
