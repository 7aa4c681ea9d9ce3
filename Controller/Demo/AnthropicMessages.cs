using System.Text.Json.Nodes;

namespace BotBottle.Controller.Demo;

/// <summary>Anthropic Messages: cached input is not part of <c>input_tokens</c>; the stream reports input first and output last.</summary>
internal sealed class AnthropicMessages : ISimulatedFormat
{
    public JsonObject Whole(string id, string model, SimulatedAnswer answer) => new()
    {
        ["id"] = $"msg_{id}",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = model,
        ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = answer.Text }),
        ["stop_reason"] = "end_turn",
        ["stop_sequence"] = null,
        ["usage"] = Usage(answer, answer.Usage.Output),
    };

    public IEnumerable<SimulatedEvent> Stream(string id, string model, SimulatedAnswer answer, JsonObject request)
    {
        JsonObject start = Whole(id, model, answer);
        start["content"] = new JsonArray();
        start["stop_reason"] = null;
        start["usage"] = Usage(answer, 1);
        yield return Event("message_start", new JsonObject { ["message"] = start });
        yield return Event("content_block_start", new JsonObject { ["index"] = 0, ["content_block"] = new JsonObject { ["type"] = "text", ["text"] = "" } });
        yield return Event("ping", []);
        foreach (string word in answer.Words)
        {
            JsonObject delta = new() { ["index"] = 0, ["delta"] = new JsonObject { ["type"] = "text_delta", ["text"] = word } };
            yield return Event("content_block_delta", delta, isText: true);
        }

        yield return Event("content_block_stop", new JsonObject { ["index"] = 0 });
        yield return Event("message_delta", new JsonObject
        {
            ["delta"] = new JsonObject { ["stop_reason"] = "end_turn", ["stop_sequence"] = null },
            ["usage"] = new JsonObject { ["output_tokens"] = answer.Usage.Output },
        });
        yield return Event("message_stop", []);
    }

    private static JsonObject Usage(SimulatedAnswer answer, long output) => new()
    {
        ["input_tokens"] = answer.Usage.Input,
        ["cache_creation_input_tokens"] = answer.Usage.CacheWrite,
        ["cache_read_input_tokens"] = answer.Usage.CacheRead,
        ["output_tokens"] = output,
        ["service_tier"] = "standard",
    };

    private static SimulatedEvent Event(string name, JsonObject data, bool isText = false)
    {
        data.Insert(0, "type", name);
        return new SimulatedEvent(name, data.ToJsonString(), isText);
    }
}
