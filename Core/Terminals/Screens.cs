using System.Globalization;

namespace BotBottle.Core.Terminals;

/// <summary>The main and the alternate screen, each with its own keyboard protocol.</summary>
internal sealed class Screens
{
    private readonly KeyboardStack _mainKeyboard = new();
    private readonly KeyboardStack _alternateKeyboard = new();
    private int _alternate; // the mode that switched to it; 0 for the main screen

    /// <summary>True while the alternate screen is shown.</summary>
    public bool IsAlternate => _alternate != 0;

    /// <summary>True if leaving the alternate screen also restores the cursor.</summary>
    public bool KeepsCursor => _alternate == PrivateModes.Alternate;

    /// <summary>The kitty keyboard protocol of the present screen.</summary>
    public KeyboardStack Keyboard => IsAlternate ? _alternateKeyboard : _mainKeyboard;

    /// <summary>
    /// Switches between the screens. Not every terminal knows all three modes, so the way back uses the mode that led there, and a switch between two alternate
    /// screens is refused.
    /// </summary>
    /// <param name="mode">One of the three modes.</param>
    /// <param name="on">True for the alternate screen.</param>
    /// <param name="first">The sequences to write before the switch.</param>
    /// <returns>The mode to switch; 0 for none.</returns>
    public int Switch(int mode, bool on, out string first)
    {
        first = "";
        if (on)
        {
            (mode, _alternate) = IsAlternate ? (0, _alternate) : (mode, mode);
            return mode;
        }

        if (!IsAlternate)
        {
            return mode;
        }

        first = _alternateKeyboard.Undo(); // otherwise the next program on that screen would inherit it
        _alternateKeyboard.Clear();
        (mode, _alternate) = (_alternate, 0);
        return mode;
    }

    /// <summary>The sequences that undo the alternate screen's keyboard, while it is shown.</summary>
    public string UndoAlternateKeyboard() => IsAlternate ? _alternateKeyboard.Undo() : "";

    /// <summary>The sequences that then restore the main screen.</summary>
    public string Undo() => (IsAlternate ? string.Create(CultureInfo.InvariantCulture, $"\e[?{_alternate}l") : "") + _mainKeyboard.Undo();

    /// <summary>The sequences that restore the agent's screen.</summary>
    public string Redo() =>
        _mainKeyboard.Redo() + (IsAlternate ? string.Create(CultureInfo.InvariantCulture, $"\e[?{_alternate}h{_alternateKeyboard.Redo()}") : "");

    /// <summary>Resets to a shell's state.</summary>
    public void Forget()
    {
        _alternate = 0;
        _mainKeyboard.Clear();
        _alternateKeyboard.Clear();
    }
}
