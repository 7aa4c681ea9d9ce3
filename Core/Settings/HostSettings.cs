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

/// <summary>Settings key <c>limits</c>: what each bottle may use of the host. Null: the default; <see cref="None"/>: no limit.</summary>
/// <param name="Processes">Processes and threads at once.</param>
/// <param name="Memory">Bytes of memory of all of its processes, swap included.</param>
/// <param name="Tmp">Bytes on disk in its /tmp.</param>
/// <param name="Home">Bytes on disk in its HOME.</param>
public sealed record LimitSettings(long? Processes, long? Memory, long? Tmp, long? Home)
{
    /// <summary>The value <c>none</c>.</summary>
    public const long None = long.MaxValue;

    /// <summary>Nothing is written.</summary>
    public static LimitSettings Default { get; } = new(null, null, null, null);
}

/// <summary>Settings key <c>upstream</c>.</summary>
/// <param name="CertificateFile">Path of a PEM file that is trusted besides the system's roots, as written (<c>~/</c> is the reader's home); null for none.</param>
/// <param name="Resolve">Host to <c>address:port</c>: connections to that host go there instead, like curl's <c>--connect-to</c>.</param>
public sealed record UpstreamSettings(string? CertificateFile, IReadOnlyDictionary<string, string> Resolve)
{
    /// <summary>The system's roots and resolver alone.</summary>
    public static UpstreamSettings Default { get; } = new(null, new Dictionary<string, string>());
}
