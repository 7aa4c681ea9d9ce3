using BotBottle.Controller.Shared;
using BotBottle.Core.Control;
using BotBottle.Core.Hosts;
using BotBottle.Core.Manifests;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Settings;
using BotBottle.Core.Yaml;

namespace BotBottle.Controller.Definitions;

/// <summary>The routes of a run's bottles and their budgets, which can be read again while it runs.</summary>
/// <param name="home">Where bottles are.</param>
/// <param name="wanted">The bottles that were asked for, in order.</param>
/// <param name="provider">The agent's provider, which goes before the bottles'; null leaves it to them.</param>
/// <param name="settings">The settings.</param>
/// <param name="keys">The providers' keys that the host has.</param>
internal sealed class BottleRoutes(BottleHome home, IReadOnlyList<Written<string>> wanted, Written<string>? provider, HostSettings settings, HostCredentials keys)
{
    private IReadOnlyList<string> _files = [];

    /// <summary>The files that were read last.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>The bottles and their budgets, as they were read last.</summary>
    public BudgetEdit Budgets { get; private set; } = new([], []);

    /// <summary>Reads the bottles as they are now.</summary>
    /// <exception cref="ConfigurationException">Something in one of them is wrong.</exception>
    /// <exception cref="CommandFailure">One cannot be read.</exception>
    public RouteSet Read()
    {
        BottleFolder folder = new(home);
        EffectiveBottle bottle;
        try
        {
            bottle = BottleMerge.Merge(BottleChain.Read(wanted, folder, settings.Policy.Providers));
        }
        finally
        {
            _files = folder.Files; // of a broken chain too: whoever mends one of them is heard
        }

        Budgets = new BudgetEdit(bottle.Bottles, [.. bottle.Budgets.Select(BudgetDeclaration.Of)]);
        IEnumerable<Route> added = (provider ?? bottle.AgentProvider) is { } opened ? RoutesOf(opened, bottle.Routes) : [];
        return new RouteSet(0, bottle.Log?.Value ?? EgressLog.Blocks, [.. bottle.Routes, .. added, .. bottle.Allow.SelectMany(Opened)]);
    }

    private IReadOnlyList<Route> Opened(Written<string> word) => AllowedRoutes.Of(word.Value, new RouteOrigin(word.Mark.File, word.Mark.Line), keys);

    private static bool Names(Route route, ProviderHost host) =>
        RouteHost.TryParse(route.Host, out RouteHost pattern) && HostName.TryParse(host.Host, out HostName? name)
        && pattern.Matches(new Authority(name, host.Port ?? pattern.Port ?? 443));

    /// <summary>The hosts of a provider; one that a route names already is left to that route, which may be narrower.</summary>
    private IEnumerable<Route> RoutesOf(Written<string> opened, IReadOnlyList<Route> routes)
    {
        RouteOrigin origin = new(opened.Mark.File, opened.Mark.Line);
        return ProviderTable.From(settings.Providers).Providers
            .Where(known => known.Name == opened.Value)
            .SelectMany(known => known.Hosts.Where(host => !routes.Any(route => Names(route, host))).Select(host => ProviderRoutes.Of(origin, known, host)));
    }
}
