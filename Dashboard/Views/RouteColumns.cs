using System.Text.Json.Nodes;
using BotBottle.Core.Control;

namespace BotBottle.Dashboard.Views;

/// <summary>The columns of routes.</summary>
internal static class RouteColumns
{
    /// <summary>All columns.</summary>
    public static Column<RouteView>[] All { get; } =
    [
        new("HOST", 20, 0, (route, _) => Text(route.Route["host"]), Most: 40),
        new("OPEN", 24, 1, (route, _) => Open(route.Route), Most: 200),
        new("WRITTEN IN", 14, 2, (route, _) => route.Origin, Most: 40),
    ];

    /// <summary>The route without its host, in the words of a routes file.</summary>
    private static string Open(JsonObject route)
    {
        string rest = string.Join(", ", route.Where(key => key.Key is not ("host" or "matches")).Select(key => $"{key.Key} {Text(key.Value)}"));
        string open = route["matches"] is JsonArray { Count: > 0 } matches ? string.Join(" or ", matches.OfType<JsonObject>().Select(Match)) : "everything";
        return rest.Length == 0 ? open : $"{open}; {rest}";
    }

    private static string Match(JsonObject match)
    {
        string methods = match["methods"] is JsonArray names ? string.Join(',', names.Select(Text)) : "any method";
        string paths = match["paths"] is JsonArray rules
            ? string.Join(',', rules.OfType<JsonObject>().Select(rule => $"{Text(rule["value"])}{(Text(rule["type"]) == "prefix" ? "…" : "")}")) : "any path";
        string headers = match["headers"] is JsonArray { Count: > 0 } fields
            ? " with " + string.Join(',', fields.OfType<JsonObject>().Select(field => Text(field["name"]))) : "";
        return $"{methods} {paths}{headers}";
    }

    private static string Text(JsonNode? node) => node switch
    {
        null => "-",
        JsonValue value when value.TryGetValue(out string? text) => text,
        JsonArray list => string.Join(' ', list.Select(Text)),
        JsonObject keys => string.Join(' ', keys.Select(key => $"{key.Key} {Text(key.Value)}")),
        _ => node.ToJsonString(),
    };
}
