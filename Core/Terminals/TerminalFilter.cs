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
    private const byte Cancel = 0x18;

    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly SequenceReader _reader = new();
    private readonly TerminalState _state = new(keepsTitle: !raw);
    private readonly TextGuard _text = new();
    private bool _isLineOpen;
    private Rendition _shown; // attributes, as the terminal has them in the background

    /// <summary>Whether the terminal is the agent's at this time. While it is not, only text and its colours pass, which end with each piece; modes are noted for
    /// <see cref="Return"/>.</summary>
    public bool Foreground { get; set; } = true;

    /// <summary>What the terminal was asked.</summary>
    public TerminalReplies Replies { get; } = new();

    /// <summary>Whether the terminal may send something that nobody typed.</summary>
    public bool Reports => _state.Reports || Replies.Outstanding > 0;

    /// <summary>Whether the agent draws on the screen rather than writing lines.</summary>
    public bool IsScreen => _state.IsScreen;

    /// <summary>Whether no sequence is unfinished, so that something else can be written in between.</summary>
    public bool IsBetween => !raw || _reader.IsBetween;

    /// <summary>What gives the terminal back to the shell; empty where the agent changed nothing.</summary>
    /// <param name="broken">The agent did not end by itself: the cursor may stand in the midst of what it drew.</param>
    public byte[] Leave(bool broken)
    {
        byte[] modes = _state.Leave(broken, _isLineOpen);
        return IsBetween ? modes : [Cancel, .. modes];
    }

    /// <summary>A line that is not the agent's: readable, whatever attributes and characters the agent has switched on.</summary>
    public string Around(string line) => Foreground ? _state.Around(line) : line;

    /// <summary>What gives the terminal to the agent again, in the modes that it had.</summary>
    public byte[] Return() => _state.Return();

    /// <summary>Filters the next piece.</summary>
    /// <param name="input">As it was read, cut anywhere.</param>
    /// <returns>What may be written; valid until the next call, and as long as the input is.</returns>
    public ReadOnlySpan<byte> Filter(ReadOnlySpan<byte> input)
    {
        if (_reader.IsBetween && !input.ContainsAny(SequenceReader.Controls) && _text.IsClean(input))
        {
            NoteText(input);
            return input;
        }

        _output.ResetWrittenCount();
        int from = 0; // what passes as it is, and is not copied yet
        for (ReadOnlySpan<byte> rest = input; !rest.IsEmpty;)
        {
            int at = input.Length - rest.Length;
            TerminalToken token = _reader.Read(ref rest, out ReadOnlySpan<byte> read);
            int end = input.Length - rest.Length;
            if (token == TerminalToken.Text)
            {
                NoteText(read);
                if (!_text.IsClean(read))
                {
                    _output.Write(input[from..at]);
                    _text.Write(read, _output);
                    from = end;
                }

                continue;
            }

            _text.Interrupt(_output); // writes only after text that was not clean, which is copied
            _state.First = "";
            bool passes = Judge(token, read);
            if (!passes || _state.First.Length > 0 || read.Length != end - at)
            {
                _output.Write(input[from..at]);
                Encoding.ASCII.GetBytes(_state.First, _output);
                _output.Write(passes ? read : default);
                from = end;
            }
        }

        bool plain = Foreground || _state.Attributes.IsPlain;
        if (from == 0 && plain && _output.WrittenCount == 0)
        {
            return input;
        }

        _output.Write(input[from..]);
        if (raw)
        {
            return input;
        }

        if (!plain)
        {
            _output.Write("\e[0m"u8); // what another program writes next must not be hidden
            _shown = _state.Attributes = default;
        }

        return _output.WrittenSpan;
    }

    private void NoteText(ReadOnlySpan<byte> text) => _isLineOpen = text.IsEmpty ? _isLineOpen : text[^1] != (byte)'\n';

    /// <returns>Whether it passes. <see cref="TerminalState.First"/> is written in any case.</returns>
    private bool Judge(TerminalToken token, ReadOnlySpan<byte> read)
    {
        switch (token)
        {
            case TerminalToken.Control when read[0] is 0x0e or 0x0f:
                _state.Sets.Shift(read[0] == 0x0e);
                return Passes(Verdict.Screen);
            case TerminalToken.Escape:
                return Passes(EscapeRules.Judge(read, _state));
            case TerminalToken.Sequence when ControlSequence.TryParse(read, out ControlSequence sequence):
                return Judge(sequence, read);
            case TerminalToken.Command when Foreground || raw: // what is not done is not undone
                ReadOnlySpan<byte> text = read[2..(read[^1] == '\\' && read[^2] == 0x1b ? ^2 : ^1)];
                return TextGuard.IsPrintable(text) && Passes(CommandRules.Judge(text, _state));
            default: // not well-formed, or a control that is dropped, ENQ among them
                return false;
        }
    }

    private bool Judge(in ControlSequence sequence, ReadOnlySpan<byte> read)
    {
        if (sequence.Final == 't' && !Foreground && !raw)
        {
            return false; // a title that is not kept is not brought back
        }

        if (sequence is not { Prefix: (byte)'?', Intermediate: 0, Final: (byte)'h' or (byte)'l' })
        {
            return Passes(ControlRules.Judge(sequence, _state));
        }

        string kept = _state.SwitchModes(sequence);
        if (_state.First.Length == 0 && Ascii.Equals(read, kept))
        {
            return Passes(Verdict.Screen);
        }

        _state.First = Foreground ? _state.First + kept : "";
        return false;
    }

    private bool Passes(Verdict verdict)
    {
        bool passes = verdict switch
        {
            Verdict.Text => true,
            Verdict.Screen => Foreground,
            Verdict.Query => (Foreground || raw) && Replies.Ask(_state.LastQuery),
            _ => false,
        };
        if (verdict != Verdict.Text && !Foreground && !raw)
        {
            _state.Attributes = _shown; // a reset that does not pass resets nothing
        }

        _shown = _state.Attributes;
        _state.First = passes ? _state.First : "";
        return passes;
    }
}
