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
    private readonly TerminalState _state = new();
    private readonly TextGuard _text = new();

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
    public bool IsBetween => !raw || _reader.IsBetween;

    /// <summary>What gives the terminal back to the shell; empty where the agent changed nothing.</summary>
    /// <param name="broken">The agent did not end by itself: the cursor may stand in the midst of what it drew.</param>
    public byte[] Leave(bool broken)
    {
        byte[] modes = _state.Leave(broken);
        return IsBetween ? modes : [Cancel, .. modes];
    }

    /// <summary>What gives the terminal to the agent again, in the modes that it had.</summary>
    public byte[] Return() => _state.Return();

    /// <summary>Filters the next piece.</summary>
    /// <param name="input">As it was read, cut anywhere.</param>
    /// <returns>What may be written; valid until the next call, and as long as the input is.</returns>
    public ReadOnlySpan<byte> Filter(ReadOnlySpan<byte> input)
    {
        if (_reader.IsBetween && !input.ContainsAny(SequenceReader.Controls) && _text.IsClean(input))
        {
            return input;
        }

        _output.ResetWrittenCount();
        for (ReadOnlySpan<byte> rest = input; !rest.IsEmpty;)
        {
            TerminalToken token = _reader.Read(ref rest, out ReadOnlySpan<byte> read);
            if (token == TerminalToken.Text)
            {
                _text.Write(read, _output);
            }
            else
            {
                _text.Interrupt(_output);
                Judge(token, read);
            }
        }

        return raw ? input : _output.WrittenSpan;
    }

    private void Judge(TerminalToken token, ReadOnlySpan<byte> read)
    {
        switch (token)
        {
            case TerminalToken.Control when read[0] is 0x0e or 0x0f:
                _state.Shifted = read[0] == 0x0e;
                Emit(read, Verdict.Screen);
                break;
            case TerminalToken.Escape:
                Emit(read, EscapeRules.Judge(read, _state));
                break;
            case TerminalToken.Sequence when ControlSequence.TryParse(read, out ControlSequence sequence):
                Judge(sequence, read);
                break;
            case TerminalToken.Command:
                JudgeCommand(read);
                break;
            default: // not well-formed, or a control that is dropped, ENQ among them
                break;
        }
    }

    private void Judge(in ControlSequence sequence, ReadOnlySpan<byte> read)
    {
        if (sequence is not { Prefix: (byte)'?', Intermediate: 0, Final: (byte)'h' or (byte)'l' })
        {
            Emit(read, ControlRules.Judge(sequence, _state));
            return;
        }

        string kept = _state.SwitchModes(sequence);
        if (kept.Length > 0 && Foreground)
        {
            Encoding.ASCII.GetBytes(kept, _output);
        }
    }

    private void JudgeCommand(ReadOnlySpan<byte> read)
    {
        ReadOnlySpan<byte> text = read[2..(read[^1] == '\\' && read[^2] == 0x1b ? ^2 : ^1)];
        if (TextGuard.IsPrintable(text) && CommandRules.Judge(text, _state) is var verdict and not Verdict.Drop)
        {
            if (_state.Commands.TakeTitleToKeep())
            {
                Emit("\e[22;0t"u8, verdict);
            }

            Emit(read, verdict);
        }
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
}
