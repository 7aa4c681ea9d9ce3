namespace BotBottle.Dashboard.Views;

/// <summary>What a piece of text means. Whatever a tone says is said in words or marks too: colours may be off.</summary>
internal enum Tone
{
    /// <summary>Plain.</summary>
    Normal,

    /// <summary>Of less weight.</summary>
    Dim,

    /// <summary>Of more weight.</summary>
    Strong,

    /// <summary>Names of columns, keys.</summary>
    Accent,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Worth a look.</summary>
    Warn,

    /// <summary>Wrong, refused, spent.</summary>
    Bad,
}
