using BotBottle.Core.Text;

namespace BotBottle.Core.Providers;

/// <summary>
/// Resolves names of providers as people write them. A company's name means the provider of its API, unless settings.yml adds a provider of that name. The
/// ledger, events and listings use only the provider's own name.
/// </summary>
public static class ProviderNames
{
    private static readonly (string Alias, string Name)[] Aliases =
        [("anthropic", "claude"), ("claude-code", "claude"), ("openai", "codex"), ("chatgpt", "codex"), ("google", "gemini")];

    /// <summary>The provider's own name; null for an unknown name.</summary>
    /// <param name="written">The name as written.</param>
    /// <param name="known">The known providers.</param>
    public static string? Find(string written, IReadOnlyCollection<string> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (known.Contains(written))
        {
            return written;
        }

        return Array.Find(Aliases, alias => string.Equals(alias.Alias, written, StringComparison.OrdinalIgnoreCase)).Name is { } name && known.Contains(name)
            ? name : null;
    }

    /// <summary>The error message for an unknown provider.</summary>
    /// <param name="written">The name as written.</param>
    /// <param name="known">The known providers.</param>
    public static string Unknown(string written, IReadOnlyCollection<string> known) =>
        $"there is no provider '{written}'; {NearestKey.Hint(written, [.. known])}";
}
