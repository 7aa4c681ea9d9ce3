using System.Buffers;
using System.Buffers.Text;
using BotBottle.Core.Text;

namespace BotBottle.Core.Http1;

/// <summary>
/// Writes the framing of the chunked transfer coding: <see cref="WriteStart"/>, then the caller writes the data, then <see cref="WriteEnd"/>; at the end
/// <see cref="WriteLast"/>. It writes no extensions and no trailers.
/// </summary>
public static class ChunkWriter
{
    /// <summary>Writes the size line of a chunk.</summary>
    /// <param name="output">The output.</param>
    /// <param name="size">The number of data bytes that follow; above 0, because 0 ends the body.</param>
    public static void WriteStart(IBufferWriter<byte> output, long size)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var span = output.GetSpan(WireNumber.MaxChunkSizeDigits + 2);
        Utf8Formatter.TryFormat(size, span, out var written, new StandardFormat('x'));
        "\r\n"u8.CopyTo(span[written..]);
        output.Advance(written + 2);
    }

    /// <summary>Writes the CRLF after a chunk's data.</summary>
    public static void WriteEnd(IBufferWriter<byte> output) => output.Write("\r\n"u8);

    /// <summary>Writes the last chunk and the empty trailer section: the end of the body.</summary>
    public static void WriteLast(IBufferWriter<byte> output) => output.Write("0\r\n\r\n"u8);
}
