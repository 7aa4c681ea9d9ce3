using System.Globalization;

namespace BotBottle.Core.Terminals;

/// <summary>The main and the alternate screen, each with a keyboard protocol of its own.</summary>
internal sealed class Screens
{
    private readonly KeyboardStack _mainKeyboard = new();
    private readonly KeyboardStack _alternateKeyboard = new();
    private int _alternate; // the mode that switched to it; 0 for the main screen

    /// <summary>Whether the alternate screen is shown.</summary>
    public bool IsAlternate => _alternate != 0;

    /// <summary>Whether leaving the alternate screen restores the cursor too.</summary>
    public bool KeepsCursor => _alternate == PrivateModes.Alternate;

    /// <summary>The kitty keyboard protocol on the screen that is shown.</summary>
    public KeyboardStack Keyboard => IsAlternate ? _alternateKeyboard : _mainKeyboard;

    /// <summary>Switches. Not every terminal knows all three modes, so that the way back is by the mode that led there, and there is no way from one alternate screen to another.</summary>
    /// <param name="mode">One of the three.</param>
    /// <param name="on">To the alternate screen.</param>
    /// <param name="first">What has to be written first.</param>
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

        first = _alternateKeyboard.Undo(); // the next program on that screen would find it
        _alternateKeyboard.Clear();
        (mode, _alternate) = (_alternate, 0);
        return mode;
    }

    /// <summary>What undoes the alternate screen's keyboard, while that is shown.</summary>
    public string UndoAlternateKeyboard() => IsAlternate ? _alternateKeyboard.Undo() : "";

    /// <summary>What then leads back to the main screen as it was.</summary>
    public string Undo() => (IsAlternate ? string.Create(CultureInfo.InvariantCulture, $"\e[?{_alternate}l") : "") + _mainKeyboard.Undo();

    /// <summary>What leads to the agent's again.</summary>
    public string Redo() => _mainKeyboard.Redo() + (IsAlternate ? string.Create(CultureInfo.InvariantCulture, $"\e[?{_alternate}h{_alternateKeyboard.Redo()}") : "");

    /// <summary>As a shell has them.</summary>
    public void Forget()
    {
        _alternate = 0;
        _mainKeyboard.Clear();
        _alternateKeyboard.Clear();
    }
}
