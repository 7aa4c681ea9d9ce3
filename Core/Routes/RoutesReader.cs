using System.Text.Json;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Routes;

/// <summary>
/// Reads a routes file, or the <c>egress</c> block of a bottle (docs/contracts.md, section 3). Every unknown or invalid part is an error with file, line and
/// column; an invalid file opens nothing.
/// </summary>
public static class RoutesReader
{
    /// <summary>Reads a routes file. The key <c>routes</c> is required: an empty file is more likely a mistake than a wish to deny all requests.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">The file's name, for messages and origins.</param>
    /// <exception cref="ConfigurationException">The text is invalid.</exception>
    public static RouteSet Read(string text, string file)
    {
        YamlNode root = YamlReader.Read(text, file) ?? throw Missing(new YamlMark(file, 1, 1));
        YamlMapping mapping = root.AsMapping("routes file");
        AllowOnly(mapping, "");
        IReadOnlyList<Route> routes = ReadRoutes(mapping.Find("routes") ?? throw Missing(mapping.Mark));
        RouteCover.RefuseUnreachable(routes);
        return new RouteSet(0, ReadLog(mapping) ?? EgressLog.Blocks, routes);
    }

    /// <summary>True if two sets open the same requests, whatever their versions.</summary>
    public static bool Same(RouteSet one, RouteSet other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return Text(one) == Text(other);

        static string Text(RouteSet set) => JsonSerializer.Serialize(set with { Version = 0 }, RouteSetJson.Default.RouteSet);
    }

    /// <summary>Refuses unknown keys in such a mapping.</summary>
    internal static void AllowOnly(YamlMapping mapping, string what) => mapping.AllowOnly(what, "log", "routes");

    /// <summary>Reads <c>log</c>; null if the key is missing.</summary>
    internal static EgressLog? ReadLog(YamlMapping mapping) => mapping.Find("log")?.ReadName<EgressLog>("log");

    /// <summary>Reads <c>routes</c>.</summary>
    public static IReadOnlyList<Route> ReadRoutes(YamlNode routes) => [.. routes.AsList("routes").Items.Select(RouteReader.Read)];

    private static ConfigurationException Missing(YamlMark mark) => new(mark, "a routes file needs the key 'routes'; 'routes: []' denies everything");
}
