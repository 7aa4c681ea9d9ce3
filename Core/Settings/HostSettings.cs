using BotBottle.Core.Budgets;
using BotBottle.Core.Logins;
using BotBottle.Core.Providers;

namespace BotBottle.Core.Settings;

/// <summary>The checked settings.yml (docs/contracts.md, section 2); missing keys have their defaults.</summary>
/// <param name="Policy">Budgets, weights and the cutoff policy, for the controller.</param>
/// <param name="Providers">Providers besides the built-in ones.</param>
/// <param name="Dlp">Outbound scanning; null if the file has no such key.</param>
/// <param name="Upstream">The resolution and trust of upstreams.</param>
public sealed record HostSettings(
    HostPolicy Policy, IReadOnlyList<ProviderConfiguration> Providers, DlpSettings? Dlp, UpstreamSettings Upstream)
{
    /// <summary>The settings without a settings.yml.</summary>
    public static HostSettings Default { get; } = new(HostPolicy.Default, [], null, UpstreamSettings.Default);

    /// <summary>The kept logins that agents use where nothing nearer names one; one for an agent at most.</summary>
    public IReadOnlyList<LoginUse> Logins { get; init; } = [];

    /// <summary>The limits of each bottle.</summary>
    public LimitSettings Limits { get; init; } = LimitSettings.Default;
}

/// <summary>Settings key <c>limits</c>: the host's resources for each bottle. Null is the default, <see cref="None"/> no limit.</summary>
/// <param name="Processes">Maximum number of processes and threads.</param>
/// <param name="Memory">Maximum memory of all of its processes in bytes, swap included.</param>
/// <param name="Tmp">Maximum size of its /tmp in bytes.</param>
/// <param name="Home">Maximum size of its HOME in bytes.</param>
public sealed record LimitSettings(long? Processes, long? Memory, long? Tmp, long? Home)
{
    /// <summary>The value <c>none</c>.</summary>
    public const long None = long.MaxValue;

    /// <summary>The limits without such a key.</summary>
    public static LimitSettings Default { get; } = new(null, null, null, null);
}

/// <summary>Settings key <c>upstream</c>.</summary>
/// <param name="CertificateFile">The path, as written, of a PEM file trusted besides the system's roots (<c>~/</c> is the reader's home); null for
/// none.</param>
/// <param name="Resolve">Host to <c>address:port</c>: connections to the host go there instead, like curl's <c>--connect-to</c>.</param>
public sealed record UpstreamSettings(string? CertificateFile, IReadOnlyDictionary<string, string> Resolve)
{
    /// <summary>The system's roots and resolver only.</summary>
    public static UpstreamSettings Default { get; } = new(null, new Dictionary<string, string>());
}
