using System.Buffers;
using System.Text;

namespace BotBottle.Bench.Corpus;

/// <summary>Text as a string of JSON, as agents write it: only quotes, backslashes and control characters are escaped.</summary>
internal static class JsonForm
{
    private const int Controls = 0x20;

    private static readonly SearchValues<byte> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, Controls).Select(value => (byte)value), (byte)'"', (byte)'\\']);

    private static readonly byte[][] Forms = [.. Enumerable.Range(0, 256).Select(value => Encoding.ASCII.GetBytes(value switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        '"' => "\\\"",
        '\\' => "\\\\",
        _ => $"\\u{value:x4}",
    }))];

    /// <summary>Writes a text with its quotes into a buffer.</summary>
    public static void Write(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> into)
    {
        into.Write("\""u8);
        while (text.Length > 0)
        {
            int plain = text.IndexOfAny(Escaped);
            into.Write(plain < 0 ? text : text[..plain]);
            if (plain < 0)
            {
                break;
            }

            into.Write(Forms[text[plain]]);
            text = text[(plain + 1)..];
        }

        into.Write("\""u8);
    }
}
