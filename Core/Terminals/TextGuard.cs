using System.Buffers;
using System.Text.Unicode;

namespace BotBottle.Core.Terminals;

/// <summary>
/// Passes text in UTF-8 without the C1 controls, U+0080 to U+009F, which some terminals read, also as single bytes, like ESC [ and similar sequences. The
/// controls are dropped. Other invalid bytes pass, and the terminal shows its replacement mark for them.
/// </summary>
internal sealed class TextGuard
{
    private const byte FirstOfControls = 0xc2; // of two bytes, U+0080 to U+00BF

    private byte _lead;
    private int _left; // the number of missing bytes
    private byte _low;
    private byte _high;

    /// <summary>True if a piece passes unchanged and leaves no character unfinished.</summary>
    public bool IsClean(ReadOnlySpan<byte> text) =>
        _left == 0 && (!text.ContainsAnyInRange((byte)0x80, (byte)0xff) || (Utf8.IsValid(text) && !HasControls(text)));

    /// <summary>True if a text has only printable characters.</summary>
    public static bool IsPrintable(ReadOnlySpan<byte> text) =>
        !text.ContainsAnyInRange((byte)0, (byte)0x1f) && !text.Contains((byte)0x7f) && Utf8.IsValid(text) && !HasControls(text);

    /// <summary>Writes the part of a piece that passes. The piece has no ASCII controls.</summary>
    public void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (_left == 0)
        {
            int whole = text.Length - Unfinished(text);
            if (IsClean(text[..whole]))
            {
                output.Write(text[..whole]);
                text = text[whole..];
            }
        }

        foreach (byte b in text)
        {
            Write(b, output);
        }
    }

    /// <summary>Ends a character that is not complete, because other output than text follows.</summary>
    public void Interrupt(IBufferWriter<byte> output)
    {
        if (_left > 0 && _lead == FirstOfControls)
        {
            output.Write([_lead]);
        }

        _left = 0;
    }

    private void Write(byte b, IBufferWriter<byte> output)
    {
        if (_left > 0 && b >= _low && b <= _high)
        {
            // Only now the first pair is known to be a control or not.
            if (_lead != FirstOfControls)
            {
                output.Write([b]);
            }
            else if (b >= 0xa0)
            {
                output.Write([_lead, b]);
            }

            (_left, _low, _high) = (_left - 1, 0x80, 0xbf);
            return;
        }

        Interrupt(output);
        (_lead, _left, _low, _high) = b switch
        {
            >= 0xc2 and <= 0xdf => (b, 1, (byte)0x80, (byte)0xbf),
            0xe0 => (b, 2, (byte)0xa0, (byte)0xbf),
            0xed => (b, 2, (byte)0x80, (byte)0x9f),
            >= 0xe1 and <= 0xef => (b, 2, (byte)0x80, (byte)0xbf),
            0xf0 => (b, 3, (byte)0x90, (byte)0xbf),
            0xf4 => (b, 3, (byte)0x80, (byte)0x8f),
            >= 0xf1 and <= 0xf3 => (b, 3, (byte)0x80, (byte)0xbf),
            _ => (b, 0, (byte)0, (byte)0),
        };
        if (b is not (FirstOfControls or (>= 0x80 and < 0xa0)))
        {
            output.Write([b]);
        }
    }

    private static bool HasControls(ReadOnlySpan<byte> valid)
    {
        for (int at; (at = valid.IndexOf(FirstOfControls)) >= 0; valid = valid[(at + 2)..])
        {
            if (valid[at + 1] < 0xa0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The number of bytes at the end that begin an incomplete character.</summary>
    private static int Unfinished(ReadOnlySpan<byte> text)
    {
        for (int back = 1; back <= Math.Min(3, text.Length); back++)
        {
            byte b = text[^back];
            if (b >= 0xc0)
            {
                int length = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
                return back < length ? back : 0;
            }

            if (b < 0x80)
            {
                return 0;
            }
        }

        return 0;
    }
}
