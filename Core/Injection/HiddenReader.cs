namespace BotBottle.Core.Injection;

/// <summary>Reads one hidden text: its words, its last characters, and the element around it.</summary>
internal sealed class HiddenReader
{
    private readonly HiddenInstructions _instructions = new();

    /// <summary>The last characters.</summary>
    public HiddenQuote Quote { get; } = new();

    /// <summary>The element, for a text within one.</summary>
    public HiddenElement Element { get; } = new();

    /// <summary>Begins another text.</summary>
    public void Begin()
    {
        Quote.Clear();
        _instructions.Reset();
        Element.Begin();
    }

    /// <summary>Reads the next character.</summary>
    /// <returns>True if the text tells an assistant what to do.</returns>
    public bool Read(int character)
    {
        Quote.Add(character);
        return _instructions.Take(character);
    }
}
