using System.Text.Json.Nodes;
using BotBottle.Controller.Demo;

namespace BotBottle.Core.Tests.EndToEnd.Agents.Wires;

/// <summary>Anthropic Messages with tools.</summary>
internal sealed class AnthropicWire : IModelWire
{
    public ModelRequest Read(string path, JsonObject body) => new(
        body["model"]!.GetValue<string>(),
        JsonText.Objects(body["tools"]).ToDictionary(tool => tool["name"]!.GetValue<string>(), tool => tool.ToJsonString()),
        [.. JsonText.Objects(body["messages"]).Select(Message)],
        body["output_config"]?["format"]?["schema"] as JsonObject);

    public JsonObject Whole(string id, string model, ModelReply reply) => new()
    {
        ["id"] = $"msg_{id}",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = model,
        ["content"] = new JsonArray(Block(id, reply)),
        ["stop_reason"] = reply.Tool is null ? "end_turn" : "tool_use",
        ["stop_sequence"] = null,
        ["usage"] = Usage(reply, reply.Usage.Output),
    };

    public IEnumerable<SimulatedEvent> Stream(string id, string model, ModelReply reply)
    {
        JsonObject start = Whole(id, model, reply);
        JsonObject block = Block(id, reply);
        string content = reply.Tool?.Arguments.ToJsonString() ?? reply.Text;
        block[reply.Tool is null ? "text" : "input"] = reply.Tool is null ? "" : new JsonObject();
        start["content"] = new JsonArray();
        start["stop_reason"] = null;
        start["usage"] = Usage(reply, 1);
        yield return Event("message_start", new JsonObject { ["message"] = start });
        yield return Event("content_block_start", new JsonObject { ["index"] = 0, ["content_block"] = block });
        foreach (string half in (string[])[content[..(content.Length / 2)], content[(content.Length / 2)..]])
        {
            JsonObject delta = reply.Tool is null ? new JsonObject { ["type"] = "text_delta", ["text"] = half }
                : new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = half };
            yield return Event("content_block_delta", new JsonObject { ["index"] = 0, ["delta"] = delta });
        }

        yield return Event("content_block_stop", new JsonObject { ["index"] = 0 });
        yield return Event("message_delta", new JsonObject
        {
            ["delta"] = new JsonObject { ["stop_reason"] = reply.Tool is null ? "end_turn" : "tool_use", ["stop_sequence"] = null },
            ["usage"] = new JsonObject { ["output_tokens"] = reply.Usage.Output },
        });
        yield return Event("message_stop", []);
    }

    private static ModelMessage Message(JsonObject message) => new(
        message["role"]!.GetValue<string>() == "user",
        JsonText.Of(message["content"]),
        [.. JsonText.Parts(message["content"]).Where(part => part["type"]?.GetValue<string>() == "tool_result").Select(part => JsonText.Of(part["content"]))]);

    private static JsonObject Block(string id, ModelReply reply) => reply.Tool is { } tool
        ? new JsonObject { ["type"] = "tool_use", ["id"] = $"toolu_{id}", ["name"] = tool.Name, ["input"] = tool.Arguments.DeepClone() }
        : new JsonObject { ["type"] = "text", ["text"] = reply.Text };

    private static JsonObject Usage(ModelReply reply, long output) => new()
    {
        ["input_tokens"] = reply.Usage.Input,
        ["cache_creation_input_tokens"] = reply.Usage.CacheWrite,
        ["cache_read_input_tokens"] = reply.Usage.CacheRead,
        ["output_tokens"] = output,
        ["service_tier"] = "standard",
    };

    private static SimulatedEvent Event(string name, JsonObject data)
    {
        data.Insert(0, "type", name);
        return new SimulatedEvent(name, data.ToJsonString());
    }
}
