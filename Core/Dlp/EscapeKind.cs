namespace BotBottle.Core.Dlp;

/// <summary>Whether bytes are an escape.</summary>
internal enum EscapeKind
{
    /// <summary>They are what they are.</summary>
    None,
    /// <summary>What comes decides.</summary>
    Partial,
    /// <summary>They stand for something else.</summary>
    Found,
}
