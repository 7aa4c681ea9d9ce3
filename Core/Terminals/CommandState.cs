using System.Globalization;
using System.Text;

namespace BotBottle.Core.Terminals;

/// <summary>
/// The agent's changes by operating system commands (OSC) and titles: titles, colours, a link, a progress bar. They do not return with the agent.
/// </summary>
/// <param name="keepsTitle">True to save the operator's title before the agent's first.</param>
internal sealed class CommandState(bool keepsTitle)
{
    private int _titles;
    private bool _palette;
    private bool _link;
    private bool _progress;
    private int _colours; // a bit for each of OSC 10 to 19

    /// <summary>Prepares for a title of the agent.</summary>
    /// <returns>The sequence that saves the operator's title first.</returns>
    public string KeepTitle()
    {
        bool first = keepsTitle && _titles == 0;
        _titles += first ? 1 : 0;
        return first ? "\e[22;0t" : "";
    }

    /// <summary>The agent saves a title.</summary>
    public Ruling TitlePushed()
    {
        const int MaxDepth = 8;
        bool room = _titles < MaxDepth;
        _titles += room ? 1 : 0;
        return room ? Ruling.Screen : Ruling.Drop;
    }

    /// <summary>The agent restores a saved title.</summary>
    public Ruling TitlePopped()
    {
        bool own = _titles > 0;
        _titles -= own ? 1 : 0;
        return own ? Ruling.Screen : Ruling.Drop;
    }

    /// <summary>The agent sets a colour of the palette.</summary>
    public Ruling PaletteSet()
    {
        _palette = true;
        return Ruling.Screen;
    }

    /// <summary>The agent sets one of the colours of OSC 10 to 19.</summary>
    public Ruling ColourSet(int which, bool on)
    {
        _colours = on ? _colours | (1 << which) : _colours & ~(1 << which);
        return Ruling.Screen;
    }

    /// <summary>The agent begins or ends a link.</summary>
    public Ruling Link(bool open)
    {
        _link = open;
        return Ruling.Screen;
    }

    /// <summary>The agent shows or hides a progress bar.</summary>
    public Ruling Progress(bool shown)
    {
        _progress = shown;
        return Ruling.Screen;
    }

    /// <summary>The sequence that ends a link.</summary>
    public string UndoLink()
    {
        string text = _link ? "\e]8;;\e\\" : "";
        _link = false;
        return text;
    }

    /// <summary>The sequences that undo the other changes.</summary>
    public string Undo()
    {
        StringBuilder text = new(_palette ? "\e]104\e\\" : "");
        for (int which = 0; which < 10; which++)
        {
            text.Append((_colours & (1 << which)) == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"\e]11{which}\e\\"));
        }

        text.Insert(text.Length, "\e[23;0t", _titles).Append(_progress ? "\e]9;4;0\e\\" : "");
        (_palette, _colours, _titles, _progress) = (false, 0, 0, false);
        return text.ToString();
    }
}
