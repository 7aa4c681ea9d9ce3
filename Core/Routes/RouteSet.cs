using System.Text.Json.Serialization;
using BotBottle.Core.Providers;
using BotBottle.Core.Text;

namespace BotBottle.Core.Routes;

/// <summary>What is open for a run: all of its routes in their order, which decides.</summary>
/// <param name="Version">Grows with each edit that takes effect; a proxy drops a set that is not newer than the one it has.</param>
/// <param name="Log">What of the run's traffic is reported.</param>
/// <param name="Routes">The routes; none denies everything.</param>
public sealed record RouteSet(long Version, EgressLog Log, IReadOnlyList<Route> Routes)
{
    /// <summary>What is open to a command that has no preset, without any routes: the hosts of Anthropic's and OpenAI's APIs.</summary>
    public static RouteSet BuiltIn { get; } =
        new(0, EgressLog.Blocks, [.. new[] { Provider.Claude, Provider.Codex }.SelectMany(provider => ProviderRoutes.Of(new RouteOrigin("built in", 0), provider))]);

    /// <summary>A route that opens all of each host.</summary>
    /// <param name="origin">What brings them in.</param>
    /// <param name="hosts">Host patterns.</param>
    public static RouteSet OfHosts(string origin, IEnumerable<string> hosts) =>
        new(0, EgressLog.Blocks, [.. hosts.Select(host => new Route(new RouteOrigin(origin, 0), host))]);

    /// <summary>The names that are written out, for those clients that look hosts up themselves.</summary>
    public IEnumerable<string> ExactHosts() => Routes
        .Select(route => RouteHost.TryParse(route.Host, out RouteHost host) ? host : default)
        .Where(host => host.Host is { Address: null } && !host.IsWildcard)
        .Select(host => host.Host.ToString())
        .Distinct();
}

/// <summary>Routes as JSON, to compare two sets.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RouteSet))]
internal sealed partial class RouteSetJson : JsonSerializerContext;

/// <summary>Which requests become events (key <c>log</c> of routes).</summary>
[JsonConverter(typeof(WireName<EgressLog>))]
public enum EgressLog
{
    /// <summary>None.</summary>
    Off,

    /// <summary>Refused ones.</summary>
    Blocks,

    /// <summary>All of them.</summary>
    All,
}
