using BotBottle.Dashboard.Input;

namespace BotBottle.Dashboard.State;

/// <summary>Meaning of a click on a part of the picture.</summary>
internal abstract record Touch
{
    /// <summary>The same as a key.</summary>
    /// <param name="Key">The key.</param>
    /// <param name="Label">The shown text, which names the key's target.</param>
    internal sealed record OfKey(KeyStroke Key, string Label) : Touch;

    /// <summary>Selects the item of a row, and opens it if it is selected already.</summary>
    internal sealed record OfRow(Mark Item) : Touch;

    /// <summary>Sorts the runs.</summary>
    internal sealed record OfOrder(RunOrder Order) : Touch;

    /// <summary>Turns to a pane of one run's screen.</summary>
    internal sealed record OfPane(Pane Pane) : Touch;
}
