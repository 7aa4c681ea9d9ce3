using BotBottle.Controller.Shared;
using BotBottle.Core.Control;
using BotBottle.Core.Hosts;
using BotBottle.Core.Manifests;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Settings;
using BotBottle.Core.Yaml;

namespace BotBottle.Controller.Definitions;

/// <summary>The routes and budgets of a run's bottles, which can be read again while it runs.</summary>
/// <param name="home">The home of the bottles.</param>
/// <param name="wanted">The requested bottles, in order.</param>
/// <param name="provider">The agent's provider, which overrides the bottles'; null to use theirs.</param>
/// <param name="settings">The settings.</param>
/// <param name="keys">The host's keys for providers.</param>
internal sealed class BottleRoutes(
    BottleHome home, IReadOnlyList<Written<string>> wanted, Written<string>? provider, HostSettings settings, HostCredentials keys)
{
    private IReadOnlyList<string> _files = [];

    /// <summary>The files of the last read.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>The bottles and their budgets from the last read.</summary>
    public BudgetEdit Budgets { get; private set; } = new([], []);

    /// <summary>Reads the present bottles.</summary>
    /// <exception cref="ConfigurationException">A definition is invalid.</exception>
    /// <exception cref="CommandFailure">A file cannot be read.</exception>
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
            _files = folder.Files; // also if the chain is broken, so that a repair of one file is noticed
        }

        Budgets = new BudgetEdit(bottle.Bottles, [.. bottle.Budgets.Select(BudgetDeclaration.Of)]);
        IEnumerable<Route> added = (provider ?? bottle.AgentProvider) is { } opened ? RoutesOf(opened, bottle.Routes) : [];
        return new RouteSet(0, bottle.Log?.Value ?? EgressLog.Blocks, [.. bottle.Routes, .. added, .. bottle.Allow.SelectMany(Opened)]);
    }

    private IReadOnlyList<Route> Opened(Written<string> word) => AllowedRoutes.Of(word.Value, new RouteOrigin(word.Mark.File, word.Mark.Line), keys);

    private static bool Names(Route route, ProviderHost host) =>
        RouteHost.TryParse(route.Host, out RouteHost pattern) && HostName.TryParse(host.Host, out HostName? name)
        && pattern.Matches(new Authority(name, host.Port ?? pattern.Port ?? 443));

    /// <summary>Makes routes for the hosts of a provider, except hosts that a written route names, because that route may be narrower.</summary>
    private IEnumerable<Route> RoutesOf(Written<string> opened, IReadOnlyList<Route> routes)
    {
        RouteOrigin origin = new(opened.Mark.File, opened.Mark.Line);
        return ProviderTable.From(settings.Providers).Providers
            .Where(known => known.Name == opened.Value)
            .SelectMany(known => known.Hosts.Where(host => !routes.Any(route => Names(route, host))).Select(host => ProviderRoutes.Of(origin, known, host)));
    }
}
