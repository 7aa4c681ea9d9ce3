namespace BotBottle.Dashboard.Views;

/// <summary>Part of the picture that has a view of its own.</summary>
internal enum PanelKind
{
    /// <summary>The tabs and the state of the connection.</summary>
    Header,

    /// <summary>The rows of the screen.</summary>
    Body,

    /// <summary>The details of the selected row, beside the rows.</summary>
    Side,

    /// <summary>The status line, or the input line.</summary>
    Status,

    /// <summary>The most important keys.</summary>
    Footer,

    /// <summary>The question before an action.</summary>
    Question,
}
