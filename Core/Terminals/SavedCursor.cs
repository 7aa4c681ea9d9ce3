namespace BotBottle.Core.Terminals;

/// <summary>
/// What comes back with a saved cursor (DECSC, DECRC and their like). Which of several places a terminal keeps it in is not known, so whatever was saved once may come back at any
/// later time.
/// </summary>
internal struct SavedCursor
{
    /// <summary>Attributes of text were on when it was saved.</summary>
    public bool Attributes { get; private set; }

    /// <summary>Character sets were other than usual.</summary>
    public bool Sets { get; private set; }

    /// <summary>Lines were counted from the margin.</summary>
    public bool Origin { get; private set; }

    /// <summary>The cursor is saved.</summary>
    public void Save(bool attributes, bool sets, bool origin) => (Attributes, Sets, Origin) = (Attributes || attributes, Sets || sets, Origin || origin);
}
