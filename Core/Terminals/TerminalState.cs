using System.Globalization;
using System.Text;

namespace BotBottle.Core.Terminals;

/// <summary>
/// What an agent has switched on a terminal: enough to undo it when the terminal goes back to the shell (<see cref="Leave"/>) and to do it again when the agent gets it
/// back (<see cref="Return"/>). What was not touched is not written.
/// </summary>
internal sealed class TerminalState
{
    private const int Usual = 'B'; // ASCII, for every character set

    private readonly bool[] _modes = new bool[PrivateModes.Count];
    private readonly byte[] _sets = new byte[4];
    private readonly KeyboardStack _mainKeyboard = new();
    private readonly KeyboardStack _alternateKeyboard = new();
    private int _alternate; // the mode that switched to it; 0 for the main screen
    private bool _insert;
    private bool _lineFeed;

    /// <summary>A terminal as a shell has it.</summary>
    public TerminalState() => Reset();

    /// <summary>What commands (OSC) changed.</summary>
    public CommandState Commands { get; } = new();

    /// <summary>Attributes of text.</summary>
    public Rendition Attributes;

    /// <summary>The query that was judged last.</summary>
    public TerminalQuery LastQuery { get; private set; }

    /// <summary>Whether the cursor was sent about, so that it may stand in the midst of text.</summary>
    public bool Drawn { get; set; }

    /// <summary>Whether tab stops were set or cleared.</summary>
    public bool TabsMoved { get; set; }

    /// <summary>Application keypad.</summary>
    public bool Keypad { get; set; }

    /// <summary>Whether another set than G0 is in use.</summary>
    public bool Shifted { get; set; }

    /// <summary>The parameters of CSI r; empty for the whole screen.</summary>
    public string Margins { get; set; } = "";

    /// <summary>The parameters of CSI s where they are margins.</summary>
    public string SideMargins { get; set; } = "";

    /// <summary>The cursor's shape, 0 for the terminal's own.</summary>
    public int CursorShape { get; set; }

    /// <summary>xterm's modifyOtherKeys; null where it was not touched.</summary>
    public int? OtherKeys { get; set; }

    /// <summary>The kitty keyboard protocol on the screen that is shown.</summary>
    public KeyboardStack Keyboard => _alternate == 0 ? _mainKeyboard : _alternateKeyboard;

    /// <summary>Whether the terminal may send something that nobody typed.</summary>
    public bool Reports => !Keyboard.IsUntouched || _modes.Where((on, index) => on && PrivateModes.Reports(index)).Any();

    /// <summary>Whether the agent draws on the screen rather than writing lines.</summary>
    public bool IsScreen => _alternate != 0 || Drawn || !_modes[PrivateModes.IndexOf(25)];

    /// <summary>Notes a query.</summary>
    public Verdict Asked(TerminalQuery query)
    {
        LastQuery = query;
        return Verdict.Query;
    }

    /// <summary>Switches private modes.</summary>
    /// <param name="sequence">CSI ? ... h or l.</param>
    /// <returns>The sequence without the modes that an agent may not switch; empty where none is left.</returns>
    public string SwitchModes(in ControlSequence sequence)
    {
        bool on = sequence.Final == 'h';
        string kept = "";
        for (int i = 0; i < sequence.Count; i++)
        {
            int mode = sequence.Parameter(i, 0);
            if (Switch(mode, on))
            {
                kept += string.Create(CultureInfo.InvariantCulture, $"{(kept.Length == 0 ? "" : ";")}{mode}");
            }
        }

        return kept.Length > 0 ? $"\e[?{kept}{(on ? 'h' : 'l')}" : "";
    }

    /// <summary>Switches insertion or the line feed's new line; the other modes of ECMA-48 lock the keyboard or echo.</summary>
    public bool SwitchAnsi(int mode, bool on)
    {
        _insert = mode == 4 ? on : _insert;
        _lineFeed = mode == 20 ? on : _lineFeed;
        return mode is 4 or 20;
    }

    /// <summary>ESC ( and its like.</summary>
    public void Designate(byte place, byte set) => _sets[place - '('] = set;

    /// <summary>ESC c: as the terminal was switched on. Titles and colours stay.</summary>
    public void Reset()
    {
        SoftReset();
        for (int i = 0; i < _modes.Length; i++)
        {
            _modes[i] = PrivateModes.Usual(i);
        }

        (_alternate, _lineFeed, TabsMoved, Drawn, SideMargins, OtherKeys) = (0, false, false, false, "", null);
        _mainKeyboard.Clear();
        _alternateKeyboard.Clear();
    }

    /// <summary>CSI ! p.</summary>
    public void SoftReset()
    {
        (_insert, Keypad, Shifted, Margins, CursorShape) = (false, false, false, "", 0);
        Commands.Link(open: false);
        Array.Fill(_sets, (byte)Usual);
        Attributes = default;
        foreach (int mode in (ReadOnlySpan<int>)[1, 6, 7, 25])
        {
            int index = PrivateModes.IndexOf(mode);
            _modes[index] = PrivateModes.Usual(index);
        }
    }

    /// <summary>What gives the terminal back to the shell: every mode that the agent changed.</summary>
    /// <param name="broken">The agent did not end by itself: the cursor may stand in the midst of what it drew.</param>
    /// <returns>Empty where nothing has to be undone.</returns>
    public byte[] Leave(bool broken)
    {
        StringBuilder text = new();
        Undo(PrivateModes.IndexOf(PrivateModes.Synchronized), text);
        text.Append(Commands.UndoLink()).Append(Keyboard.Undo());
        bool origin = _modes[PrivateModes.IndexOf(6)];
        text.Append(origin ? "\e[?6l\e[r\e[999;1H" : Margins.Length + SideMargins.Length > 0 ? "\e7\e[r\e8" : "");
        text.Append(CultureInfo.InvariantCulture, $"{(_alternate == 0 ? "" : $"\e[?{_alternate}l{_mainKeyboard.Undo()}")}");
        for (int index = 0; index < _modes.Length; index++)
        {
            if (PrivateModes.At(index) is not (6 or PrivateModes.Synchronized))
            {
                Undo(index, text);
            }
        }

        text.Append(OtherKeys is null ? "" : "\e[>4m").Append(Keypad ? "\e>" : "").Append(_insert ? "\e[4l" : "").Append(_lineFeed ? "\e[20l" : "");
        text.Append(Shifted ? "\x0f" : "").Append(Sets(redo: false)).Append(TabsMoved ? "\e[?5W" : "");
        text.Append(Attributes.IsPlain ? "" : "\e[0m").Append(CursorShape == 0 ? "" : "\e[0 q");
        text.Append(Commands.Undo()).Append(broken && Drawn && _alternate == 0 ? "\r\n\e[J" : "");
        (TabsMoved, Attributes) = (false, default);
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>What gives the terminal to the agent again, as it had it: the modes, not what it drew.</summary>
    public byte[] Return()
    {
        StringBuilder text = new();
        text.Append(_mainKeyboard.Redo()).Append(CultureInfo.InvariantCulture, $"{(_alternate == 0 ? "" : $"\e[?{_alternate}h{_alternateKeyboard.Redo()}")}");
        for (int index = 0; index < _modes.Length; index++)
        {
            bool on = _modes[index];
            text.Append(on == PrivateModes.Usual(index) ? "" : string.Create(CultureInfo.InvariantCulture, $"\e[?{PrivateModes.At(index)}{(on ? 'h' : 'l')}"));
        }

        text.Append(OtherKeys is { } keys ? string.Create(CultureInfo.InvariantCulture, $"\e[>4;{keys}m") : "");
        text.Append(Keypad ? "\e=" : "").Append(_insert ? "\e[4h" : "").Append(_lineFeed ? "\e[20h" : "").Append(Sets(redo: true)).Append(Shifted ? "\x0e" : "");
        text.Append(Margins.Length == 0 ? "" : $"\e7\e[{Margins}r\e8").Append(SideMargins.Length == 0 ? "" : $"\e7\e[{SideMargins}s\e8");
        text.Append(CursorShape == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"\e[{CursorShape} q"));
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private bool Switch(int mode, bool on)
    {
        if (PrivateModes.IsScreen(mode))
        {
            _alternate = on ? (_alternate == 0 ? mode : _alternate) : 0;
            return true;
        }

        int index = PrivateModes.IndexOf(mode);
        if (index < 0 || (!on && !_modes[index] && PrivateModes.IsUnknown(mode)))
        {
            return mode == PrivateModes.Cursor;
        }

        _modes[index] = on;
        return true;
    }

    private void Undo(int index, StringBuilder text)
    {
        bool usual = PrivateModes.Usual(index);
        text.Append(_modes[index] == usual ? "" : string.Create(CultureInfo.InvariantCulture, $"\e[?{PrivateModes.At(index)}{(usual ? 'h' : 'l')}"));
    }

    private string Sets(bool redo) => string.Concat(_sets.Select((set, i) => set == Usual ? "" : $"\e{"()*+"[i]}{(redo ? (char)set : (char)Usual)}"));
}
