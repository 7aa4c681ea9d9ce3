namespace BotBottle.Core.Dlp;

/// <summary>Where the shapes of the token rows are described, and how far they were compared with it.</summary>
internal static class TokenSource
{
    /// <summary>The default rules of gitleaks.</summary>
    public const string Gitleaks = "gitleaks, default rules at 009e025, 2026-11";

    /// <summary>The default rules of betterleaks.</summary>
    public const string Betterleaks = "betterleaks, default rules at 001955c, 2026-11";

    /// <summary>The rules of Kingfisher.</summary>
    public const string Kingfisher = "Kingfisher, rules at 2a2b7b5 and 701508d, 2026-11";

    /// <summary>The patterns that GitHub's secret scanning lists.</summary>
    public const string GitHub = "GitHub secret scanning, supported patterns (from memory)";

    /// <summary>Keys in public repositories that share the prefix and the length.</summary>
    public const string Public = "keys in public repositories, 2026-11";

    /// <summary>Microsoft's rules for identifiable keys.</summary>
    public const string Microsoft = "microsoft/security-utilities, classified keys at 036eb4b, 2026-11";

    /// <summary>A vendor's documentation of its authentication.</summary>
    public const string Vendor = "vendor's documentation of authentication (from memory)";
}
