using System.Text.Json.Nodes;
using BotBottle.Controller.Demo;
using BotBottle.Core.Providers;

namespace BotBottle.Core.Tests.EndToEnd.Agents.Wires;

/// <summary>Gemini's generateContent and streamGenerateContent with functions.</summary>
internal sealed class GeminiWire : IModelWire
{
    public ModelRequest Read(string path, JsonObject body) => new(
        GeminiPath.ModelOf(path)!,
        JsonText.Objects(body["tools"]).SelectMany(tool => JsonText.Objects(tool["functionDeclarations"]))
            .ToDictionary(tool => tool["name"]!.GetValue<string>(), tool => tool.ToJsonString()),
        [.. JsonText.Objects(body["contents"]).Select(Message)],
        (body["generationConfig"]?["responseJsonSchema"] ?? body["generationConfig"]?["responseSchema"]) as JsonObject);

    public JsonObject Whole(string id, string model, ModelReply reply)
    {
        JsonObject part = reply.Tool is { } tool
            ? new JsonObject { ["functionCall"] = new JsonObject { ["id"] = id, ["name"] = tool.Name, ["args"] = tool.Arguments.DeepClone() } }
            : new JsonObject { ["text"] = reply.Text };
        return new JsonObject
        {
            ["candidates"] = new JsonArray(new JsonObject
            {
                ["content"] = new JsonObject { ["role"] = "model", ["parts"] = new JsonArray(part) },
                ["finishReason"] = "STOP",
                ["index"] = 0,
            }),
            ["usageMetadata"] = new JsonObject
            {
                ["promptTokenCount"] = reply.Usage.TotalInput,
                ["cachedContentTokenCount"] = reply.Usage.CacheRead,
                ["candidatesTokenCount"] = reply.Usage.Output,
                ["totalTokenCount"] = reply.Usage.Total,
            },
            ["modelVersion"] = model,
            ["responseId"] = id,
        };
    }

    public IEnumerable<SimulatedEvent> Stream(string id, string model, ModelReply reply) => [new SimulatedEvent(null, Whole(id, model, reply).ToJsonString())];

    private static ModelMessage Message(JsonObject message) => new(
        message["role"]?.GetValue<string>() == "user",
        JsonText.Of(message["parts"]),
        [.. JsonText.Objects(message["parts"]).Select(part => part["functionResponse"]).OfType<JsonObject>()
            .Select(answer => answer["response"]!.ToJsonString())]);
}
