using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Control;

/// <summary>What a run's decisions rest on besides its orders, as <c>run</c> tells it to the controller: the same that its proxy was started with, without the
/// values of credentials.</summary>
/// <param name="Routes">What is open.</param>
/// <param name="Credentials">The names of the credentials that the proxy has.</param>
/// <param name="Providers">The providers that settings add to the built-in ones.</param>
public sealed record RunEgress(RouteSet Routes, RunCredentials Credentials, IReadOnlyList<ProviderConfiguration> Providers)
{
    /// <summary>The hosts that <c>upstream.resolve</c> names: where they are is not checked.</summary>
    public IReadOnlyList<string> Resolved { get; init; } = [];

    /// <summary>What the agent merely tries (<see cref="Presets.ExpectedRefusal"/>): its refusal is told once and harms nothing.</summary>
    public IReadOnlyList<string> Tries { get; init; } = [];
}
