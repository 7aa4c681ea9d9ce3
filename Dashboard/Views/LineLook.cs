namespace BotBottle.Dashboard.Views;

/// <summary>How a line looks as a whole.</summary>
internal enum LineLook
{
    /// <summary>By its spans.</summary>
    Plain,

    /// <summary>Where the cursor stands: inverted.</summary>
    Selected,

    /// <summary>A bar across the terminal.</summary>
    Bar,

    /// <summary>Not of the present any more: grey.</summary>
    Stale,
}
