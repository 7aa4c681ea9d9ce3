using BotBottle.Core.Providers;

namespace BotBottle.Core.Control;

/// <summary>
/// Everything a proxy process needs for its runs: one JSON document on its standard input, never an argument or an environment
/// variable, because it holds secrets. The listeners are descriptors that the parent mapped into the process.
/// </summary>
/// <param name="Runs">The runs whose listeners this process serves; one by default.</param>
/// <param name="Upstream">How upstreams are found and trusted.</param>
/// <param name="Providers">The providers that settings add to the built-in ones.</param>
public sealed record ProxyConfiguration(
    IReadOnlyList<ProxyRun> Runs, UpstreamConfiguration Upstream, IReadOnlyList<ProviderConfiguration> Providers);
