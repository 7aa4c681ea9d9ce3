using BotBottle.Core.Text;

namespace BotBottle.Core.Providers;

/// <summary>
/// Names of providers as people write them. A company's name means the provider that its API belongs to, unless settings.yml adds a provider of that very name.
/// The ledger, events and listings hold the provider's own name alone.
/// </summary>
public static class ProviderNames
{
    private static readonly (string Alias, string Name)[] Aliases =
        [("anthropic", "claude"), ("claude-code", "claude"), ("openai", "codex"), ("chatgpt", "codex"), ("google", "gemini")];

    /// <summary>The provider's own name; null for a name that stands for none.</summary>
    /// <param name="written">The name as it was written.</param>
    /// <param name="known">The providers that exist.</param>
    public static string? Find(string written, IReadOnlyCollection<string> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (known.Contains(written))
        {
            return written;
        }

        return Array.Find(Aliases, alias => string.Equals(alias.Alias, written, StringComparison.OrdinalIgnoreCase)).Name is { } name && known.Contains(name) ? name : null;
    }

    /// <summary>The complaint about a name that stands for no provider.</summary>
    /// <param name="written">The name as it was written.</param>
    /// <param name="known">The providers that exist.</param>
    public static string Unknown(string written, IReadOnlyCollection<string> known) => $"there is no provider '{written}'; {NearestKey.Hint(written, [.. known])}";
}
