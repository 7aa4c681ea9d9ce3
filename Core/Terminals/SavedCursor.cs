namespace BotBottle.Core.Terminals;

/// <summary>
/// The state that returns with a saved cursor (DECSC, DECRC and similar sequences). A terminal may keep it in one of several places, so a state that was ever
/// saved may return at any later time.
/// </summary>
internal struct SavedCursor
{
    /// <summary>True if text attributes were on at a save.</summary>
    public bool Attributes { get; private set; }

    /// <summary>True if unusual character sets were active at a save.</summary>
    public bool Sets { get; private set; }

    /// <summary>True if lines counted from the margin at a save.</summary>
    public bool Origin { get; private set; }

    /// <summary>Records a save of the cursor.</summary>
    public void Save(bool attributes, bool sets, bool origin) => (Attributes, Sets, Origin) = (Attributes || attributes, Sets || sets, Origin || origin);
}
