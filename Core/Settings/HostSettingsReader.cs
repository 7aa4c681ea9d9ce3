using BotBottle.Core.Budgets;
using BotBottle.Core.Providers;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Settings;

/// <summary>
/// Reads settings.yml (docs/contracts.md, section 2). Every key is optional. Every unknown or invalid part is an error with file, line and column, and an
/// invalid file is rejected whole.
/// </summary>
public static class HostSettingsReader
{
    /// <summary>Reads a settings.yml.</summary>
    /// <param name="text">The file's text; an empty text gives <see cref="HostSettings.Default"/>.</param>
    /// <param name="file">The file's name, for messages and for <see cref="Budget.Origin"/>.</param>
    /// <exception cref="ConfigurationException">The text is invalid.</exception>
    public static HostSettings Read(string text, string file)
    {
        if (YamlReader.Read(text, file) is not { } root || root is YamlScalar { IsNull: true })
        {
            return HostSettings.Default;
        }

        YamlMapping mapping = root.AsMapping("settings");
        mapping.AllowOnly("", "budget", "shutdown", "weights", "providers", "dlp", "upstream", "limits", "logins");
        IReadOnlyList<ProviderConfiguration> providers =
            mapping.Find("providers") is { } node ? ProviderSettingsReader.Read(node) : [];
        string[] names = [.. ProviderTable.From(providers).Providers.Select(provider => provider.Name)];
        DlpSettings? dlp = mapping.Find("dlp") is { } scanning ? DlpSettingsReader.Read(scanning) : null;
        HostPolicy policy = new(
            mapping.Find("budget") is { } budget ? BudgetReader.Read(budget, Scope.Host, names) : [],
            mapping.Find("shutdown")?.ReadName<CutoffPolicy>("shutdown") ?? CutoffPolicy.Cutoff,
            mapping.Find("weights") is { } weights ? ReadWeights(weights) : Weights.Even,
            names)
        {
            ApprovalTimeout = dlp?.ApprovalTimeout ?? HostPolicy.DefaultApprovalTimeout,
        };
        return new HostSettings(
            policy,
            providers,
            dlp,
            mapping.Find("upstream") is { } upstream ? UpstreamSettingsReader.Read(upstream) : UpstreamSettings.Default)
        {
            Logins = mapping.Find("logins") is { } logins ? LoginSettingsReader.Read(logins) : [],
            Limits = mapping.Find("limits") is { } limits ? LimitSettingsReader.Read(limits) : LimitSettings.Default,
        };
    }

    private static Weights ReadWeights(YamlNode node)
    {
        YamlMapping mapping = node.AsMapping("weights");
        mapping.AllowOnly("weights", "input", "cache_read", "cache_write", "output");
        return new Weights(Read("input"), Read("cache_read"), Read("cache_write"), Read("output"));

        decimal Read(string key) => mapping.Find(key)?.ReadDecimal($"weights.{key}", 0, 1000) ?? 1;
    }
}
