using System.Buffers;
using System.Text;

namespace BotBottle.Core.Terminals;

/// <summary>
/// Filters an agent's output to the operator's terminal. Text and drawing pass. Sequences that would read the clipboard, or make the terminal type, print or
/// run something, do not (docs/terminal.md has the table). A sequence is held back until it is complete, so that the input may be cut anywhere. Unknown
/// sequences do not pass.
/// </summary>
/// <param name="raw">True to pass all output unchanged and only track it.</param>
public sealed class TerminalFilter(bool raw = false)
{
    private const byte Cancel = 0x18;

    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly SequenceReader _reader = new();
    private readonly TerminalState _state = new(keepsTitle: !raw);
    private readonly TextGuard _text = new();
    private bool _isLineOpen;
    private Rendition _shown; // the terminal's attributes while the agent is in the background

    /// <summary>
    /// True while the agent has the terminal. Otherwise only text and its colours pass, which end with each piece; mode changes are recorded for
    /// <see cref="Return"/>.
    /// </summary>
    public bool Foreground { get; set; } = true;

    /// <summary>The queries to the terminal and its replies.</summary>
    public TerminalReplies Replies { get; } = new();

    /// <summary>True if the terminal may send input that is not typed.</summary>
    public bool Reports => _state.Reports || Replies.Outstanding > 0;

    /// <summary>True if the agent draws on the screen instead of writing lines.</summary>
    public bool IsScreen => _state.IsScreen;

    /// <summary>True if no sequence is unfinished, so that other output can be written.</summary>
    public bool IsBetween => !raw || _reader.IsBetween;

    /// <summary>The sequences that give the terminal back to the shell; empty if the agent changed nothing.</summary>
    /// <param name="broken">True if the agent did not end by itself, so that the cursor may be inside its drawing.</param>
    public byte[] Leave(bool broken)
    {
        byte[] modes = _state.Leave(broken, _isLineOpen);
        return IsBetween ? modes : [Cancel, .. modes];
    }

    /// <summary>Wraps a line of another program so that it is readable under the agent's attributes and character sets.</summary>
    public string Around(string line) => Foreground ? _state.Around(line) : line;

    /// <summary>The sequences that give the terminal back to the agent, in its modes.</summary>
    public byte[] Return() => _state.Return();

    /// <summary>Filters the next piece.</summary>
    /// <param name="input">The agent's output, cut anywhere.</param>
    /// <returns>The output for the terminal; valid until the next call, and as long as the input.</returns>
    public ReadOnlySpan<byte> Filter(ReadOnlySpan<byte> input)
    {
        if (_reader.IsBetween && !input.ContainsAny(SequenceReader.Controls) && _text.IsClean(input))
        {
            NoteText(input);
            return input;
        }

        _output.ResetWrittenCount();
        int from = 0; // the start of the bytes that pass unchanged and are not copied yet
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

            _text.Interrupt(_output); // writes only after unclean text, which is copied
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
            _output.Write("\e[0m"u8); // must not hide the next output of another program
            _shown = _state.Attributes = default;
        }

        return _output.WrittenSpan;
    }

    private void NoteText(ReadOnlySpan<byte> text) => _isLineOpen = text.IsEmpty ? _isLineOpen : text[^1] != (byte)'\n';

    /// <returns>True if it passes. <see cref="TerminalState.First"/> is always written.</returns>
    private bool Judge(TerminalToken token, ReadOnlySpan<byte> read)
    {
        switch (token)
        {
            case TerminalToken.Control when read[0] is 0x0e or 0x0f:
                _state.Sets.Shift(read[0] == 0x0e);
                return Passes(Ruling.Screen);
            case TerminalToken.Escape:
                return Passes(EscapeRules.Judge(read, _state));
            case TerminalToken.Sequence when ControlSequence.TryParse(read, out ControlSequence sequence):
                return Judge(sequence, read);
            case TerminalToken.Command when Foreground || raw: // a change that is not made need not be undone
                ReadOnlySpan<byte> text = read[2..(read[^1] == '\\' && read[^2] == 0x1b ? ^2 : ^1)];
                return TextGuard.IsPrintable(text) && Passes(CommandRules.Judge(text, _state));
            default: // malformed, or a dropped control such as ENQ
                return false;
        }
    }

    private bool Judge(in ControlSequence sequence, ReadOnlySpan<byte> read)
    {
        if (sequence.Final == 't' && !Foreground && !raw)
        {
            return false; // a title that was not saved is not restored
        }

        if (sequence is not { Prefix: (byte)'?', Intermediate: 0, Final: (byte)'h' or (byte)'l' })
        {
            return Passes(ControlRules.Judge(sequence, _state));
        }

        string kept = _state.SwitchModes(sequence);
        if (_state.First.Length == 0 && Ascii.Equals(read, kept))
        {
            return Passes(Ruling.Screen);
        }

        _state.First = Foreground ? _state.First + kept : "";
        return false;
    }

    private bool Passes(Ruling verdict)
    {
        bool passes = verdict switch
        {
            Ruling.Text => true,
            Ruling.Screen => Foreground,
            Ruling.Query => (Foreground || raw) && Replies.Ask(_state.LastQuery),
            _ => false,
        };
        if (verdict != Ruling.Text && !Foreground && !raw)
        {
            _state.Attributes = _shown; // a reset that does not pass resets nothing
        }

        _shown = _state.Attributes;
        _state.First = passes ? _state.First : "";
        return passes;
    }
}
