using System.Text.Json.Nodes;
using BotBottle.Core.Text;

namespace BotBottle.Core.Routes;

/// <summary>
/// Routes in the format of a routes file, as JSON, for the agent's own documents. They tell that a credential is injected, but not which variable holds it.
/// </summary>
public static class RouteJson
{
    /// <summary>One route; keys with default values are left out.</summary>
    public static JsonObject Of(Route route)
    {
        ArgumentNullException.ThrowIfNull(route);
        JsonObject json = new() { ["host"] = route.Host };
        if (route.Auth is { } auth)
        {
            json["auth_scheme"] = auth.Scheme switch
            {
                AuthScheme.Bearer => "Bearer",
                AuthScheme.Token => "token",
                AuthScheme.ApiKey => "x-api-key",
                AuthScheme.AzureApiKey => "api-key",
                _ => "x-goog-api-key",
            };
        }

        if (route.AgentCredentials)
        {
            json["agent_credentials"] = true;
        }

        Add(json, "tools", route.Tools);
        if (route.Unmetered)
        {
            json["unmetered"] = true;
        }

        if (route.Matches is { } matches)
        {
            json["matches"] = new JsonArray([.. matches.Select(Of)]);
        }

        if (route.GitFetch)
        {
            json["git"] = new JsonObject { ["fetch"] = true };
        }

        if (route.Dlp is { } dlp)
        {
            JsonObject scan = [];
            Add(scan, "outbound_on_match", dlp.OnMatch);
            Add(scan, "rejected", dlp.Rejected);
            Add(scan, "outbound_detectors", dlp.Outbound);
            Add(scan, "inbound_detectors", dlp.Inbound);
            if (dlp.OnInboundMatch is { } reaction)
            {
                scan["inbound_on_match"] = WireNames.Of(reaction);
            }

            json["dlp"] = scan;
        }

        return json;
    }

    private static JsonObject Of(RouteMatch match)
    {
        JsonObject json = [];
        if (match.Paths is { } paths)
        {
            json["paths"] = new JsonArray([.. paths.Select(path => new JsonObject { ["type"] = WireNames.Of(path.Type), ["value"] = path.Value })]);
        }

        Add(json, "methods", match.Methods);
        if (match.Headers is { } headers)
        {
            json["headers"] = new JsonArray(
                [.. headers.Select(header => new JsonObject { ["name"] = header.Name, ["value"] = header.Value, ["type"] = WireNames.Of(header.Type) })]);
        }

        return json;
    }

    private static void Add<T>(JsonObject json, string key, T? value)
        where T : struct, Enum
    {
        if (value is { } given)
        {
            json[key] = WireNames.Of(given);
        }
    }

    private static void Add(JsonObject json, string key, IReadOnlyList<string>? values)
    {
        if (values is not null)
        {
            json[key] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        }
    }
}
