using System.Globalization;

namespace BotBottle.Fuzz.References;

/// <summary>
/// A terminal that tracks its modes, byte by byte through the states of a DEC terminal, with C1 controls as single bytes and as characters. A sequence that an
/// agent must not send is a finding.
/// </summary>
internal sealed class ReferenceTerminal(TerminalDialect dialect)
{
    private const string Ground = "ground", Escape = "escape", Control = "control sequence", Command = "command";

    private readonly ModeledModes _modes = new(dialect);
    private string _state = Ground;
    private string _body = "";
    private int _more; // missing bytes of a UTF-8 character
    private int _lead;

    /// <summary>Writes bytes, one character each.</summary>
    public void Write(string text)
    {
        foreach (char b in text)
        {
            Write(b);
        }
    }

    /// <summary>Throws unless all modes are as a shell expects them.</summary>
    public void CheckUsual()
    {
        Finding.Unless(_state, Ground, $"{dialect.Name}: the terminal waits for the rest");
        _modes.CheckUsual();
    }

    private void Write(char b)
    {
        switch (_state)
        {
            case Ground:
                Print(b);
                break;
            case Command when b is '\a' || _body.EndsWith('\e'):
                Finding.Unless(b is '\a' or '\\', $"{dialect.Name}: a command is broken off");
                _state = Ground;
                _modes.Command(_body.TrimEnd('\e'));
                break;
            case Command:
                Finding.Unless(b is >= ' ' or '\e', $"{dialect.Name}: a control in a command");
                _body += b;
                break;
            default:
                Finding.Unless(b is >= ' ' and < '\x7f', $"{dialect.Name}: byte {(int)b} in {_state}");
                Sequence(b);
                break;
        }
    }

    private void Print(char b)
    {
        if (_more > 0 && b is >= '\x80' and < '\xc0')
        {
            Finding.Unless(_lead != 0xc2 || b >= '\xa0', $"{dialect.Name}: a C1 control as a character");
            (_more, _lead) = (_more - 1, 0);
            return;
        }

        (_more, _lead) = (b >= '\xf0' ? 3 : b >= '\xe0' ? 2 : b >= '\xc0' ? 1 : 0, b);
        if (b == '\e')
        {
            (_state, _body) = (Escape, "");
            return;
        }

        Finding.Unless(b is not (>= '\x80' and < '\xa0'), $"{dialect.Name}: C1 control {(int)b}");
        Finding.Unless(b is (>= '\a' and <= '\xf') or >= ' ' and not '\x7f', $"{dialect.Name}: control {(int)b}");
        if (b is '\xe' or '\xf')
        {
            _modes.Shift(b == '\xe');
        }
    }

    private void Sequence(char b)
    {
        _body += b;
        if (_state == Escape && _body is "[" or "]")
        {
            (_state, _body) = (_body == "[" ? Control : Command, "");
            return;
        }

        Finding.Unless(_state != Escape || _body is not ("P" or "X" or "^" or "_" or "k"), $"{dialect.Name}: ESC {_body} begins a string");
        if (b < (_state == Escape ? '0' : '@'))
        {
            return;
        }

        string state = _state;
        _state = Ground;
        if (state == Escape)
        {
            _modes.Escape(_body);
            return;
        }

        string body = dialect.ColonIsSemicolon ? _body.Replace(':', ';') : _body;
        string prefix = body[0] is >= '<' and <= '?' ? body[..1] : "";
        string parameters = new([.. body.Skip(prefix.Length).TakeWhile(c => c is >= '0' and <= ';')]);
        string final = body[(prefix.Length + parameters.Length)..];
        _modes.Control(
            prefix, [.. parameters.Split(';').Take(dialect.Parameters)
                .Select(p => p.Length == 0 ? -1 : int.Parse("0" + p.Split(':')[0], CultureInfo.InvariantCulture))], final);
    }
}
