using System.Buffers;

namespace BotBottle.Core.Terminals;

/// <summary>
/// Splits terminal output into text and sequences (ECMA-48), in pieces of any size. It holds a sequence back until it is complete. It does not report strings
/// that no terminal needs from an agent, and too long or aborted sequences.
/// </summary>
internal sealed class SequenceReader
{
    private const int MaxSequence = 256;
    private const int MaxCommand = 4096;
    private const int MaxSkipped = 1 << 20; // an unfinished string is dropped then, and the rest is text
    private const byte Escape = 0x1b, Bell = 0x07, Cancel = 0x18, Substitute = 0x1a;

    private static readonly SearchValues<byte> StringEnds = SearchValues.Create([Escape, Bell, Cancel, Substitute]);

    private readonly ArrayBufferWriter<byte> _held = new(); // the unfinished sequence, from its ESC
    private Place _place;
    private bool _endsByBell;
    private int _skipped;

    private enum Place
    {
        Text,
        Escaped, // after ESC, and intermediate bytes
        Sequence, // in CSI
        Command, // in OSC
        CommandEnd, // after ESC in OSC
        Skipped, // in a string that is not reported
        SkippedEnd,
        Palette, // ESC ] P of the Linux console: seven digits without a terminator
    }

    /// <summary>The bytes that end a piece of text: all C0 controls except bell, backspace, tab, line feeds and carriage return, and DEL.</summary>
    public static SearchValues<byte> Controls { get; } =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Where(b => b is < 7 or > 13).Append(0x7f).Select(b => (byte)b)]);

    /// <summary>True if no sequence is unfinished.</summary>
    public bool IsBetween => _place == Place.Text;

    /// <summary>Reads the next token.</summary>
    /// <param name="input">The input, not empty; the call removes the bytes that it reads.</param>
    /// <param name="read">The whole token, valid until the next call; empty for <see cref="TerminalToken.None"/>.</param>
    public TerminalToken Read(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> read)
    {
        read = default;
        return _place switch
        {
            Place.Text => Text(ref input, out read),
            Place.Command or Place.Skipped => String(ref input, out read),
            _ => Step(ref input, out read),
        };
    }

    private TerminalToken Text(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> read)
    {
        int end = input.IndexOfAny(Controls);
        if (end != 0)
        {
            read = Take(ref input, end < 0 ? input.Length : end);
            return TerminalToken.Text;
        }

        if (input[0] != Escape)
        {
            read = Take(ref input, 1);
            return TerminalToken.Control;
        }

        if (WholeSequence(input) is > 0 and int length)
        {
            read = Take(ref input, length);
            return TerminalToken.Sequence;
        }

        read = default;
        input = input[1..];
        Hold();
        return TerminalToken.None;
    }

    /// <summary>A fast path for a control sequence in one piece, the most common sequence.</summary>
    /// <returns>The length of the sequence at the start of the input; 0 for none.</returns>
    private static int WholeSequence(ReadOnlySpan<byte> input)
    {
        if (input.Length < 3 || input[1] != '[')
        {
            return 0;
        }

        int last = input[2..Math.Min(input.Length, MaxSequence)].IndexOfAnyExceptInRange((byte)0x20, (byte)0x3f) + 2;
        return last >= 2 && input[last] is >= 0x40 and <= 0x7e ? last + 1 : 0;
    }

    /// <summary>Takes one byte of a sequence. A byte that ends a broken sequence is left for the next step.</summary>
    private TerminalToken Step(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> read)
    {
        byte b = input[0];
        read = default;
        switch (_place)
        {
            case Place.CommandEnd or Place.SkippedEnd when b == '\\':
                input = input[1..];
                return End(b, ref read);
            case Place.CommandEnd or Place.SkippedEnd:
                Hold(); // another sequence aborted a string
                return TerminalToken.None;
            case Place.Palette:
                bool digit = char.IsAsciiHexDigit((char)b);
                _place = digit && ++_skipped < 7 ? Place.Palette : Place.Text;
                input = digit ? input[1..] : input;
                return TerminalToken.None;
        }

        if (b is < 0x20 or > 0x7e)
        {
            _place = Place.Text; // the sequence is broken: the byte is read as if nothing came before it
            input = b is Cancel or Substitute ? input[1..] : input;
            return TerminalToken.None;
        }

        input = input[1..];
        if (_held.WrittenCount >= MaxSequence)
        {
            _place = b >= (_place == Place.Escaped ? 0x30 : 0x40) ? Place.Text : _place; // too long for a valid sequence
            return TerminalToken.None;
        }

        _held.Write([b]);
        if (_place == Place.Escaped)
        {
            return Introduce(b, ref read);
        }

        if (b < 0x40)
        {
            return TerminalToken.None;
        }

        return Whole(TerminalToken.Sequence, ref read);
    }

    /// <summary>Handles the byte after ESC, or after its intermediate bytes.</summary>
    private TerminalToken Introduce(byte b, ref ReadOnlySpan<byte> read)
    {
        if (b < 0x30)
        {
            return TerminalToken.None;
        }

        if (_held.WrittenCount > 2)
        {
            return Whole(TerminalToken.Escape, ref read);
        }

        switch (b)
        {
            case (byte)'[':
                _place = Place.Sequence;
                return TerminalToken.None;
            case (byte)']':
                _place = Place.Command;
                return TerminalToken.None;
            case (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_' or (byte)'k': // DCS, SOS, PM, APC; a title of screen
                Skip(0, endsByBell: false);
                return TerminalToken.None;
            default:
                return Whole(TerminalToken.Escape, ref read);
        }
    }

    /// <summary>Reads a string up to its end or the end of the input.</summary>
    private TerminalToken String(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> read)
    {
        read = default;
        int end = input.IndexOfAny(StringEnds);
        if (end != 0)
        {
            Within(ref input, end < 0 ? input.Length : end);
            return TerminalToken.None;
        }

        byte b = input[0];
        input = input[1..];
        switch (b)
        {
            case Escape:
                _place = _place == Place.Command ? Place.CommandEnd : Place.SkippedEnd;
                return TerminalToken.None;
            case Bell when _place == Place.Command || _endsByBell:
                return End(Bell, ref read);
            case Bell:
                return TerminalToken.None;
            default:
                _place = Place.Text; // CAN and SUB abort it
                return TerminalToken.None;
        }
    }

    private void Within(ref ReadOnlySpan<byte> input, int length)
    {
        if (_place == Place.Command)
        {
            if (_held.WrittenCount == 2 && input[0] is (byte)'P' or (byte)'R')
            {
                (_place, _skipped) = (input[0] == 'P' ? Place.Palette : Place.Text, 0);
                input = input[1..];
                return;
            }

            if (_held.WrittenCount + length <= MaxCommand)
            {
                _held.Write(Take(ref input, length));
                return;
            }

            Skip(_held.WrittenCount, endsByBell: true);
        }

        int taken = Math.Min(length, MaxSkipped - _skipped);
        _skipped += taken;
        _place = _skipped >= MaxSkipped ? Place.Text : _place;
        input = input[taken..];
    }

    /// <summary>Completes a string.</summary>
    private TerminalToken End(byte terminator, ref ReadOnlySpan<byte> read)
    {
        if (_place is not (Place.Command or Place.CommandEnd))
        {
            _place = Place.Text;
            return TerminalToken.None;
        }

        _held.Write(terminator == Bell ? [Bell] : [Escape, terminator]);
        return Whole(TerminalToken.Command, ref read);
    }

    private TerminalToken Whole(TerminalToken token, ref ReadOnlySpan<byte> read)
    {
        _place = Place.Text;
        read = _held.WrittenSpan;
        return token;
    }

    private void Hold()
    {
        _held.ResetWrittenCount();
        _held.Write([Escape]);
        _place = Place.Escaped;
    }

    private void Skip(int skipped, bool endsByBell) => (_place, _skipped, _endsByBell) = (Place.Skipped, skipped, endsByBell);

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> input, int length)
    {
        ReadOnlySpan<byte> taken = input[..length];
        input = input[length..];
        return taken;
    }
}
