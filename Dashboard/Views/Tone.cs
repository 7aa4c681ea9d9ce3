namespace BotBottle.Dashboard.Views;

/// <summary>Meaning of a piece of text. Words or marks always carry the meaning too, because colours may be off.</summary>
internal enum Tone
{
    /// <summary>Plain.</summary>
    Normal,

    /// <summary>Less important.</summary>
    Dim,

    /// <summary>More important.</summary>
    Strong,

    /// <summary>Titles of columns, and keys.</summary>
    Accent,

    /// <summary>A good state.</summary>
    Good,

    /// <summary>A warning.</summary>
    Warn,

    /// <summary>An error, a refusal or a spent budget.</summary>
    Bad,
}
