using System.Text.Json.Serialization;
using BotBottle.Core.Providers;
using BotBottle.Core.Text;

namespace BotBottle.Core.Routes;

/// <summary>The routes of a run, in the order of decision.</summary>
/// <param name="Version">The version, which grows with each edit in force; a proxy drops a set that is not newer than its own.</param>
/// <param name="Log">The traffic to report.</param>
/// <param name="Routes">The routes; an empty list denies all requests.</param>
public sealed record RouteSet(long Version, EgressLog Log, IReadOnlyList<Route> Routes)
{
    /// <summary>The routes of a command without a preset and without routes: the hosts of Anthropic's and OpenAI's APIs.</summary>
    public static RouteSet BuiltIn { get; } =
        new(0, EgressLog.Blocks, [
            .. new[] { Provider.Claude, Provider.Codex }.SelectMany(provider => ProviderRoutes.Of(new RouteOrigin("built in", 0), provider))]);

    /// <summary>Creates routes that open each host whole.</summary>
    /// <param name="origin">The source of the routes.</param>
    /// <param name="hosts">Host patterns.</param>
    public static RouteSet OfHosts(string origin, IEnumerable<string> hosts) =>
        new(0, EgressLog.Blocks, [.. hosts.Select(host => new Route(new RouteOrigin(origin, 0), host))]);

    /// <summary>The host names without wildcard, for clients that resolve hosts themselves.</summary>
    public IEnumerable<string> ExactHosts() => Routes
        .Select(route => RouteHost.TryParse(route.Host, out RouteHost host) ? host : default)
        .Where(host => host.Host is { Address: null } && !host.IsWildcard)
        .Select(host => host.Host.ToString())
        .Distinct();
}

/// <summary>JSON of routes, to compare two sets.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RouteSet))]
internal sealed partial class RouteSetJson : JsonSerializerContext;

/// <summary>Requests that become events (key <c>log</c> of routes).</summary>
[JsonConverter(typeof(WireName<EgressLog>))]
public enum EgressLog
{
    /// <summary>No requests.</summary>
    Off,

    /// <summary>Refused requests.</summary>
    Blocks,

    /// <summary>All requests.</summary>
    All,
}
