namespace BotBottle.Core.Dlp;

/// <summary>Where the shapes of the token rows are described. A date is the month in which it was read.</summary>
internal static class TokenSource
{
    /// <summary>The default rules of gitleaks.</summary>
    public const string Gitleaks = "gitleaks, default rules at 420a0f5, 2026-11";

    /// <summary>The rules of Kingfisher.</summary>
    public const string Kingfisher = "Kingfisher, rules at 2a2b7b5, 2026-11";

    /// <summary>The patterns that GitHub's secret scanning lists.</summary>
    public const string GitHub = "GitHub secret scanning, supported patterns, 2026-11";

    /// <summary>Keys in public repositories that share the prefix and the length.</summary>
    public const string Public = "keys in public repositories, 2026-11";

    /// <summary>Microsoft's rules for identifiable keys.</summary>
    public const string Microsoft = "microsoft/security-utilities, classified keys at 036eb4b, 2026-11";

    /// <summary>A vendor's documentation of its authentication.</summary>
    public const string Vendor = "vendor's documentation of authentication, 2026-11";
}
