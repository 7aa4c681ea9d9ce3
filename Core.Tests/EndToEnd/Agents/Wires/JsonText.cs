using System.Text.Json.Nodes;

namespace BotBottle.Core.Tests.EndToEnd.Agents.Wires;

/// <summary>Reads content that is a text or a list of parts.</summary>
internal static class JsonText
{
    /// <summary>The parts of a content; a text counts as one part.</summary>
    public static IEnumerable<JsonObject> Parts(JsonNode? content) => content switch
    {
        JsonArray list => list.OfType<JsonObject>(),
        JsonValue text => [new JsonObject { ["type"] = "text", ["text"] = text.GetValue<string>() }],
        _ => [],
    };

    /// <summary>All texts of a content, one line each.</summary>
    public static string Of(JsonNode? content) =>
        string.Join('\n', Parts(content).Select(part => part["text"]).OfType<JsonValue>().Select(text => text.GetValue<string>()));

    /// <summary>The members of a list that are objects.</summary>
    public static IEnumerable<JsonObject> Objects(JsonNode? list) => list is JsonArray array ? array.OfType<JsonObject>() : [];
}
