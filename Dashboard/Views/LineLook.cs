namespace BotBottle.Dashboard.Views;

/// <summary>Look of a whole line.</summary>
internal enum LineLook
{
    /// <summary>The look of its spans.</summary>
    Plain,

    /// <summary>The selected row: inverted.</summary>
    Selected,

    /// <summary>A bar across the terminal.</summary>
    Bar,

    /// <summary>Outdated data: grey.</summary>
    Stale,
}
