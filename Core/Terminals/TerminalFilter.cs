using System.Buffers;
using System.Text;

namespace BotBottle.Core.Terminals;

/// <summary>
/// What an agent writes, on its way to the operator's terminal: text and drawing pass, what would read the clipboard, make the terminal type, print, or run something does not
/// (docs/terminal.md has the table). A sequence is held back until it is whole, so that it may come in any pieces. Nothing that is not known passes.
/// </summary>
/// <param name="raw">True: everything passes as it is, and is only kept track of.</param>
public sealed class TerminalFilter(bool raw = false)
{
    private const int MaxSequence = 256;
    private const int MaxCommand = 4096;
    private const int MaxSkipped = 1 << 20; // then an unfinished string is given up, and what follows is text
    private const byte Escape = 0x1b, Bell = 0x07, Cancel = 0x18, Substitute = 0x1a;

    /// <summary>What is looked at in the midst of text. Bell, backspace, tab, line feeds and carriage return pass; the other controls are dropped, ENQ among them.</summary>
    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(b => b is < 7 or > 13).Append(0x7f).Select(b => (byte)b)]);

    private static readonly SearchValues<byte> StringEnds = SearchValues.Create([Escape, Bell, Cancel, Substitute]);

    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly ArrayBufferWriter<byte> _held = new(); // the unfinished sequence, from its ESC
    private readonly TerminalState _state = new();
    private readonly TextGuard _text = new();
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
        Skipped, // in a string that does not pass
        SkippedEnd,
        Palette, // ESC ] P of the Linux console: seven digits, and no terminator
    }

    /// <summary>Whether the terminal is the agent's at this time. While it is not, only text and its colours pass; modes are noted for <see cref="Return"/>.</summary>
    public bool Foreground { get; set; } = true;

    /// <summary>Whether somebody reads what the terminal replies. Without, queries are dropped.</summary>
    public bool MayAsk { get; set; } = true;

    /// <summary>What the terminal was asked.</summary>
    public TerminalReplies Replies { get; } = new();

    /// <summary>Whether the terminal may send something that nobody typed.</summary>
    public bool Reports => _state.Reports || Replies.Outstanding > 0;

    /// <summary>Whether the agent draws on the screen rather than writing lines.</summary>
    public bool IsScreen => _state.IsScreen;

    /// <summary>Whether no sequence is unfinished, so that something else can be written in between.</summary>
    public bool IsBetween => !raw || _place == Place.Text;

    /// <summary>What gives the terminal back to the shell; empty where the agent changed nothing.</summary>
    /// <param name="broken">The agent did not end by itself: the cursor may stand in the midst of what it drew.</param>
    public byte[] Leave(bool broken)
    {
        byte[] modes = _state.Leave(broken);
        return raw && _place != Place.Text ? [Cancel, .. modes] : modes;
    }

    /// <summary>What gives the terminal to the agent again, in the modes that it had.</summary>
    public byte[] Return() => _state.Return();

    /// <summary>Filters the next piece.</summary>
    /// <param name="input">As it was read, cut anywhere.</param>
    /// <returns>What may be written; valid until the next call, and as long as the input is.</returns>
    public ReadOnlySpan<byte> Filter(ReadOnlySpan<byte> input)
    {
        if (_place == Place.Text && !input.ContainsAny(Controls) && _text.IsClean(input))
        {
            return input;
        }

        _output.ResetWrittenCount();
        for (int at = 0; at < input.Length;)
        {
            at += _place switch
            {
                Place.Text => Text(input[at..]),
                Place.Command or Place.Skipped => String(input[at..]),
                _ => Step(input[at]),
            };
        }

        return raw ? input : _output.WrittenSpan;
    }

    private int Text(ReadOnlySpan<byte> input)
    {
        int end = input.IndexOfAny(Controls);
        end = end < 0 ? input.Length : end;
        if (end > 0)
        {
            _text.Write(input[..end], _output);
            return end;
        }

        _text.Interrupt(_output);
        if (input[0] == Escape)
        {
            Hold(Escape, Place.Escaped);
        }
        else if (input[0] is 0x0e or 0x0f)
        {
            _state.Shifted = input[0] == 0x0e;
            Emit(input[..1], Verdict.Screen);
        }

        return 1;
    }

    /// <summary>Takes one byte of a sequence.</summary>
    /// <returns>How many it took: 0 where the byte ends a broken sequence and is looked at anew.</returns>
    private int Step(byte b)
    {
        switch (_place)
        {
            case Place.CommandEnd or Place.SkippedEnd when b == '\\':
                return End(b);
            case Place.CommandEnd or Place.SkippedEnd:
                Hold(Escape, Place.Escaped); // a string that another sequence broke off
                return 0;
            case Place.Palette:
                _skipped++;
                _place = _skipped == 7 || !char.IsAsciiHexDigit((char)b) ? Place.Text : _place;
                return _skipped == 7 || _place == Place.Palette ? 1 : 0;
        }

        if (b is Escape or Cancel or Substitute or < 0x20 or > 0x7e)
        {
            _place = Place.Text; // broken: the byte is looked at as if nothing had been before it
            return b is Cancel or Substitute ? 1 : 0;
        }

        if (_held.WrittenCount >= MaxSequence)
        {
            _place = b >= 0x40 ? Place.Text : _place; // too long to be meant
            return 1;
        }

        Append(b);
        if (_place == Place.Escaped)
        {
            Introduce(b);
        }
        else if (b >= 0x40)
        {
            _place = Place.Text;
            Sequence();
        }

        return 1;
    }

    /// <summary>The byte after ESC, or after its intermediate bytes.</summary>
    private void Introduce(byte b)
    {
        bool first = _held.WrittenCount == 2;
        switch (b)
        {
            case < 0x30:
                break;
            case (byte)'[' when first:
                _place = Place.Sequence;
                break;
            case (byte)']' when first:
                _place = Place.Command;
                break;
            case (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_' or (byte)'k' when first: // DCS, SOS, PM, APC; a title of screen
                (_place, _skipped, _endsByBell) = (Place.Skipped, 0, false);
                break;
            default:
                _place = Place.Text;
                Emit(_held.WrittenSpan, EscapeRules.Judge(_held.WrittenSpan, _state));
                break;
        }
    }

    private void Sequence()
    {
        if (!ControlSequence.TryParse(_held.WrittenSpan, out ControlSequence sequence))
        {
            return;
        }

        if (sequence is { Prefix: (byte)'?', Intermediate: 0, Final: (byte)'h' or (byte)'l' })
        {
            string kept = _state.SwitchModes(sequence);
            if (kept.Length > 0 && Foreground)
            {
                Encoding.ASCII.GetBytes(kept, _output);
            }

            return;
        }

        Emit(_held.WrittenSpan, ControlRules.Judge(sequence, _state));
    }

    /// <summary>Takes of a string what lies before its end.</summary>
    private int String(ReadOnlySpan<byte> input)
    {
        int end = input.IndexOfAny(StringEnds);
        ReadOnlySpan<byte> part = end < 0 ? input : input[..end];
        if (_place == Place.Command && _held.WrittenCount == 2 && part.Length > 0 && part[0] is (byte)'P' or (byte)'R')
        {
            (_place, _skipped) = (part[0] == 'P' ? Place.Palette : Place.Text, 0);
            return 1;
        }

        if (part.Length > 0)
        {
            return Take(part);
        }

        switch (input[0])
        {
            case Escape:
                _place = _place == Place.Command ? Place.CommandEnd : Place.SkippedEnd;
                return 1;
            case Bell when _place == Place.Command || _endsByBell:
                return End(Bell);
            case Bell:
                return 1;
            default:
                _place = Place.Text; // CAN and SUB break it off
                return 1;
        }
    }

    private int Take(ReadOnlySpan<byte> part)
    {
        if (_place == Place.Command)
        {
            if (_held.WrittenCount + part.Length <= MaxCommand)
            {
                _held.Write(part);
                return part.Length;
            }

            (_place, _skipped, _endsByBell) = (Place.Skipped, _held.WrittenCount, true);
        }

        int taken = Math.Min(part.Length, MaxSkipped - _skipped);
        _skipped += taken;
        _place = _skipped >= MaxSkipped ? Place.Text : _place;
        return taken;
    }

    /// <summary>A string is whole.</summary>
    private int End(byte terminator)
    {
        bool command = _place is Place.Command or Place.CommandEnd;
        _place = Place.Text;
        ReadOnlySpan<byte> text = _held.WrittenSpan[2..];
        if (command && TextGuard.IsPrintable(text) && CommandRules.Judge(text, _state) is var verdict and not Verdict.Drop)
        {
            if (_state.TakeTitleToKeep())
            {
                Emit("\e[22;0t"u8, verdict);
            }

            if (terminator != Bell)
            {
                Append(Escape);
            }

            Append(terminator);
            Emit(_held.WrittenSpan, verdict);
        }

        return 1;
    }

    private void Emit(ReadOnlySpan<byte> sequence, Verdict verdict)
    {
        bool passes = verdict switch
        {
            Verdict.Text => true,
            Verdict.Screen => Foreground,
            Verdict.Query => ((Foreground && MayAsk) || raw) && Replies.Ask(_state.LastQuery),
            _ => false,
        };
        if (passes)
        {
            _output.Write(sequence);
        }
    }

    private void Hold(byte first, Place place)
    {
        _held.ResetWrittenCount();
        Append(first);
        _place = place;
    }

    private void Append(byte b) => _held.Write([b]);
}
