using BotBottle.Core.Budgets;
using BotBottle.Core.Providers;

namespace BotBottle.Core.Settings;

/// <summary>The whole of settings.yml (docs/contracts.md, section 2), checked; what the file does not say has its default here.</summary>
/// <param name="Policy">Budgets, weights and the cutoff policy: what the controller works under.</param>
/// <param name="Providers">Providers besides the built-in ones.</param>
/// <param name="Dlp">Outbound scanning; null where the file does not speak of it.</param>
/// <param name="Upstream">How upstreams are found and trusted.</param>
public sealed record HostSettings(
    HostPolicy Policy, IReadOnlyList<ProviderConfiguration> Providers, DlpSettings? Dlp, UpstreamSettings Upstream)
{
    /// <summary>What holds without a settings.yml.</summary>
    public static HostSettings Default { get; } = new(HostPolicy.Default, [], null, UpstreamSettings.Default);

    /// <summary>What each bottle may use of the host.</summary>
    public LimitSettings Limits { get; init; } = LimitSettings.Default;
}
