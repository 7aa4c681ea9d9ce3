namespace BotBottle.Core.Budgets;

/// <summary>How a budget's window moves.</summary>
public enum WindowKind
{
    /// <summary>Never by itself: only a reset starts it again.</summary>
    None,

    /// <summary>Looks back over a fixed length from now.</summary>
    Sliding,

    /// <summary>Starts at midnight UTC.</summary>
    Daily,

    /// <summary>Starts on Monday at midnight UTC.</summary>
    Weekly,

    /// <summary>Starts on the first of the month at midnight UTC.</summary>
    Monthly,
}
