using System.Reflection;
using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Presets;

/// <summary>
/// The routes that package managers need to install from the public registries, without any that publishes: one routes file each in Registries/, embedded in
/// the assembly, so that a copied program has them.
/// </summary>
public static class RegistryPresets
{
    private const string Prefix = "registries/";

    private static readonly SortedDictionary<string, Lazy<IReadOnlyList<Route>>> Known = Find();

    /// <summary>The presets' names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Keys];

    /// <summary>The routes of a preset; null for an unknown name.</summary>
    public static IReadOnlyList<Route>? Routes(string name) => Known.TryGetValue(name, out Lazy<IReadOnlyList<Route>>? routes) ? routes.Value : null;

    /// <summary>A preset that opens a request, preferably one that opens every path of the host; null for none.</summary>
    /// <param name="authority">The request's host and port.</param>
    /// <param name="method">The request's method; null if only its host is known.</param>
    /// <param name="path">The request's path. Null if only its host is known; then only a preset that opens every path of the host counts.</param>
    public static string? Opening(Authority authority, string? method, CanonicalPath? path) => method is null || path is null
        ? Names.FirstOrDefault(name => OpensEveryPath(name, authority))
        : Names.Where(name => new RouteTable(Known[name].Value).Judge(new RouteRequest(authority, method, path, null)).Outcome == RouteOutcome.Allowed)
            .OrderByDescending(name => OpensEveryPath(name, authority)).FirstOrDefault();

    private static bool OpensEveryPath(string name, Authority authority) =>
        Known[name].Value.Any(
            route => RouteHost.TryParse(route.Host, out RouteHost host) && host.Matches(authority) && route.Matches!.Any(match => match.Paths is null));

    private static SortedDictionary<string, Lazy<IReadOnlyList<Route>>> Find()
    {
        SortedDictionary<string, Lazy<IReadOnlyList<Route>>> found = new(StringComparer.Ordinal);
        foreach (string resource in Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            found.Add(resource[Prefix.Length..], new Lazy<IReadOnlyList<Route>>(() => Read(resource)));
        }

        return found;
    }

    private static Route[] Read(string resource)
    {
        string origin = $"preset {resource[Prefix.Length..]}";
        using StreamReader text = new(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        // The file is part of the program and cannot be edited, so its line numbers are of no use.
        return [.. RoutesReader.Read(text.ReadToEnd(), origin).Routes.Select(route => route with { Origin = new RouteOrigin(origin, 0) })];
    }
}
