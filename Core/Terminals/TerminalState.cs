using System.Globalization;
using System.Text;

namespace BotBottle.Core.Terminals;

/// <summary>
/// The agent's changes to a terminal, so that the terminal can go back to the shell (<see cref="Leave"/>) and to the agent again (<see cref="Return"/>).
/// Untouched settings are not written. Terminals differ, so a setting that one of them may have kept on counts as on.
/// </summary>
internal sealed class TerminalState
{
    private readonly bool[] _modes = new bool[PrivateModes.Count];
    private readonly Screens _screens = new();
    private SavedCursor _saved;
    private bool _originDoubt; // it may have returned with the cursor
    private bool _insert;
    private bool _lineFeed;

    /// <summary>A terminal in a shell's state.</summary>
    /// <param name="keepsTitle">True to save the operator's title before the agent's first.</param>
    public TerminalState(bool keepsTitle)
    {
        Commands = new CommandState(keepsTitle);
        ForgetModes();
    }

    /// <summary>The changes by commands (OSC).</summary>
    public CommandState Commands { get; }

    /// <summary>Character sets.</summary>
    public CharacterSets Sets { get; } = new();

    /// <summary>Attributes of text.</summary>
    public Rendition Attributes;

    /// <summary>The sequences to write before the last judged one.</summary>
    public string First { get; set; } = "";

    /// <summary>The last judged query.</summary>
    public TerminalQuery LastQuery { get; private set; }

    /// <summary>True if the cursor was moved, so that it may be inside text.</summary>
    public bool Drawn { get; set; }

    /// <summary>True if tab stops were changed.</summary>
    public bool TabsMoved { get; set; }

    /// <summary>The application keypad.</summary>
    public bool Keypad { get; set; }

    /// <summary>The parameters of CSI r; empty for the whole screen.</summary>
    public string Margins { get; set; } = "";

    /// <summary>The parameters of CSI s as margins.</summary>
    public string SideMargins { get; set; } = "";

    /// <summary>The cursor's shape, 0 for the terminal's own.</summary>
    public int CursorShape { get; set; }

    /// <summary>xterm's modifyOtherKeys; null if untouched.</summary>
    public int? OtherKeys { get; set; }

    /// <summary>The kitty keyboard protocol of the present screen.</summary>
    public KeyboardStack Keyboard => _screens.Keyboard;

    /// <summary>True if the terminal may send input that is not typed.</summary>
    public bool Reports => !Keyboard.IsUntouched || _modes.Where((on, index) => on && PrivateModes.Reports(index)).Any();

    /// <summary>True if the agent draws on the screen instead of writing lines.</summary>
    public bool IsScreen => _screens.IsAlternate || Drawn || !_modes[PrivateModes.IndexOf(25)];

    /// <summary>Records a query.</summary>
    public Ruling Asked(TerminalQuery query)
    {
        LastQuery = query;
        return Ruling.Query;
    }

    /// <summary>Records a save of the cursor.</summary>
    public void CursorSaved() => _saved.Save(!Attributes.IsPlain, !Sets.AreUsual, _originDoubt || _modes[PrivateModes.IndexOf(PrivateModes.Origin)]);

    /// <summary>Records a restore of the cursor and its state.</summary>
    public void CursorRestored()
    {
        _originDoubt |= _saved.Origin;
        if (_saved.Attributes)
        {
            Attributes.Doubt();
        }

        if (_saved.Sets)
        {
            Sets.Doubt();
        }
    }

    /// <summary>Switches private modes.</summary>
    /// <param name="sequence">CSI ? ... h or l.</param>
    /// <returns>The sequence without the modes that an agent may not switch; empty if none is left.</returns>
    public string SwitchModes(in ControlSequence sequence)
    {
        bool on = sequence.Final == 'h';
        string kept = "";
        for (int i = 0; i < sequence.Count; i++)
        {
            int mode = sequence.Parameter(i, 0);
            mode = PrivateModes.IsScreen(mode) ? SwitchScreen(mode, on) : Switch(mode, on) ? mode : 0;
            if (mode > 0)
            {
                kept += string.Create(CultureInfo.InvariantCulture, $"{(kept.Length == 0 ? "" : ";")}{mode}");
            }
        }

        return kept.Length > 0 ? $"\e[?{kept}{(on ? 'h' : 'l')}" : "";
    }

    /// <summary>Switches insertion or the line feed's new line. The other modes of ECMA-48 lock the keyboard or echo, and are refused.</summary>
    public bool SwitchAnsi(int mode, bool on)
    {
        _insert = mode == 4 ? on : _insert;
        _lineFeed = mode == 20 ? on : _lineFeed;
        return mode is 4 or 20;
    }

    /// <summary>Handles ESC c, a reset. Titles and colours stay. Terminals reset differently, so every change is undone first.</summary>
    public void Reset()
    {
        First = UndoModes().ToString();
        ForgetModes();
    }

    /// <summary>Handles CSI ! p, which not every terminal knows.</summary>
    public void SoftReset()
    {
        StringBuilder text = new(Commands.UndoLink() + UndoRegion());
        foreach (int mode in (ReadOnlySpan<int>)[1, 7, 25])
        {
            Undo(PrivateModes.IndexOf(mode), text);
            _modes[PrivateModes.IndexOf(mode)] = PrivateModes.Usual(PrivateModes.IndexOf(mode));
        }

        First = text.Append(UndoText()).ToString();
        _modes[PrivateModes.IndexOf(PrivateModes.Origin)] = false;
        _originDoubt = false;
        ForgetText();
    }

    /// <summary>The sequences that give the terminal back to the shell: they undo every change of the agent.</summary>
    /// <param name="broken">True if the agent did not end by itself, so that the cursor may be inside its drawing.</param>
    /// <param name="isLineOpen">True if the agent's last line has no end.</param>
    /// <returns>Empty if there is nothing to undo.</returns>
    public byte[] Leave(bool broken, bool isLineOpen)
    {
        StringBuilder text = UndoModes().Append(Commands.Undo());
        if (broken && !_screens.IsAlternate)
        {
            text.Append(Drawn ? "\r\n\e[J" : isLineOpen ? "\r\n" : ""); // run's next output starts on a line of its own
        }

        (TabsMoved, Attributes, _originDoubt) = (false, default, false);
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>The sequences that give the terminal back to the agent: the modes, not the drawing.</summary>
    public byte[] Return()
    {
        StringBuilder text = new(_screens.Redo());
        for (int index = 0; index < _modes.Length; index++)
        {
            bool on = _modes[index];
            text.Append(on == PrivateModes.Usual(index) ? "" : string.Create(CultureInfo.InvariantCulture, $"\e[?{PrivateModes.At(index)}{(on ? 'h' : 'l')}"));
        }

        text.Append(OtherKeys is { } keys ? string.Create(CultureInfo.InvariantCulture, $"\e[>4;{keys}m") : "");
        text.Append(Keypad ? "\e=" : "").Append(_insert ? "\e[4h" : "").Append(_lineFeed ? "\e[20h" : "").Append(Sets.Redo());
        text.Append(Margins.Length == 0 ? "" : $"\e7\e[{Margins}r\e8").Append(SideMargins.Length == 0 ? "" : $"\e7\e[{SideMargins}s\e8");
        text.Append(CursorShape == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"\e[{CursorShape} q"));
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>Wraps a line of another program.</summary>
    public string Around(string line) => Sets.Undo() + (Attributes.IsPlain ? "" : "\e[0m") + line + Sets.Redo();

    private bool Switch(int mode, bool on)
    {
        if (mode == PrivateModes.Cursor)
        {
            SwitchCursor(on);
            return true;
        }

        int index = PrivateModes.IndexOf(mode);
        if (index < 0 || (!on && !_modes[index] && PrivateModes.IsUnknown(mode)))
        {
            return false;
        }

        _modes[index] = on;
        _originDoubt &= mode != PrivateModes.Origin;
        return true;
    }

    private int SwitchScreen(int mode, bool on)
    {
        int switched = _screens.Switch(mode, on, out string first);
        First += first;
        if (switched == PrivateModes.Alternate)
        {
            SwitchCursor(on);
        }

        return switched;
    }

    private void SwitchCursor(bool save)
    {
        if (save)
        {
            CursorSaved();
        }
        else
        {
            CursorRestored();
        }
    }

    private StringBuilder UndoModes()
    {
        StringBuilder text = new();
        Undo(PrivateModes.IndexOf(PrivateModes.Synchronized), text);
        text.Append(Commands.UndoLink()).Append(_screens.UndoAlternateKeyboard()).Append(UndoRegion()).Append(_screens.Undo());
        if (_screens.KeepsCursor)
        {
            CursorRestored();
        }

        text.Append(_originDoubt ? "\e[?6l\e[999;1H" : "");
        for (int index = 0; index < _modes.Length; index++)
        {
            if (PrivateModes.At(index) is not (PrivateModes.Origin or PrivateModes.Synchronized))
            {
                Undo(index, text);
            }
        }

        if (OtherKeys is not null)
        {
            text.Append("\e[>4m");
            Attributes.Doubt();
        }

        return text.Append(_lineFeed ? "\e[20l" : "").Append(TabsMoved ? "\e[?5W" : "").Append(UndoText());
    }

    /// <summary>Undoes margins, and the line count from them.</summary>
    private string UndoRegion()
    {
        if (_modes[PrivateModes.IndexOf(PrivateModes.Origin)])
        {
            return "\e[?6l\e[r\e[999;1H";
        }

        if (Margins.Length == 0)
        {
            return "";
        }

        CursorSaved();
        CursorRestored();
        return "\e7\e[r\e8";
    }

    /// <summary>Undoes the look of text and the keypad's mode.</summary>
    private string UndoText() =>
        (Keypad ? "\e>" : "") + (_insert ? "\e[4l" : "") + Sets.Undo() + (Attributes.IsPlain ? "" : "\e[0m") + (CursorShape == 0 ? "" : "\e[0 q");

    private void ForgetModes()
    {
        for (int i = 0; i < _modes.Length; i++)
        {
            _modes[i] = PrivateModes.Usual(i);
        }

        (_lineFeed, TabsMoved, Drawn, OtherKeys, _originDoubt) = (false, false, false, null, false);
        _screens.Forget();
        ForgetText();
    }

    private void ForgetText()
    {
        (_insert, Keypad, Margins, SideMargins, CursorShape, Attributes) = (false, false, "", "", 0, default);
        Sets.Forget();
    }

    private void Undo(int index, StringBuilder text)
    {
        bool usual = PrivateModes.Usual(index);
        text.Append(_modes[index] == usual ? "" : string.Create(CultureInfo.InvariantCulture, $"\e[?{PrivateModes.At(index)}{(usual ? 'h' : 'l')}"));
    }
}
