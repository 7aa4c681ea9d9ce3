using System.Text.Json.Nodes;
using BotBottle.Controller.Demo;

namespace BotBottle.Core.Tests.EndToEnd.Agents.Wires;

/// <summary>OpenAI Chat Completions with tools.</summary>
internal sealed class ChatWire : IModelWire
{
    public ModelRequest Read(string path, JsonObject body) => new(
        body["model"]!.GetValue<string>(),
        JsonText.Objects(body["tools"]).ToDictionary(tool => tool["function"]!["name"]!.GetValue<string>(), tool => tool.ToJsonString()),
        [.. JsonText.Objects(body["messages"]).Select(Message)],
        body["response_format"]?["json_schema"]?["schema"] as JsonObject);

    public JsonObject Whole(string id, string model, ModelReply reply)
    {
        JsonObject message = Delta(id, reply);
        if (message["tool_calls"]?[0] is JsonObject call)
        {
            call.Remove("index");
        }

        JsonObject whole = Head(id, model, "chat.completion", new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = Finish(reply) });
        whole["usage"] = Usage(reply);
        return whole;
    }

    public IEnumerable<SimulatedEvent> Stream(string id, string model, ModelReply reply)
    {
        yield return Chunk(new JsonObject { ["index"] = 0, ["delta"] = Delta(id, reply), ["finish_reason"] = null });
        yield return Chunk(new JsonObject { ["index"] = 0, ["delta"] = new JsonObject(), ["finish_reason"] = Finish(reply) });
        JsonObject last = Head(id, model, "chat.completion.chunk", null);
        last["usage"] = Usage(reply);
        yield return new SimulatedEvent(null, last.ToJsonString());
        yield return new SimulatedEvent(null, "[DONE]");

        SimulatedEvent Chunk(JsonObject choice) => new(null, Head(id, model, "chat.completion.chunk", choice).ToJsonString());
    }

    private static ModelMessage Message(JsonObject message)
    {
        string text = JsonText.Of(message["content"]);
        return message["role"]!.GetValue<string>() switch
        {
            "tool" => new ModelMessage(true, "", [text]),
            "user" => new ModelMessage(true, text, []),
            _ => new ModelMessage(false, text, []),
        };
    }

    private static JsonObject Delta(string id, ModelReply reply) => reply.Tool is { } tool
        ? new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = null,
            ["tool_calls"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["id"] = $"call_{id}",
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = tool.Name, ["arguments"] = tool.Arguments.ToJsonString() },
            }),
        }
        : new JsonObject { ["role"] = "assistant", ["content"] = reply.Text };

    private static string Finish(ModelReply reply) => reply.Tool is null ? "stop" : "tool_calls";

    private static JsonObject Head(string id, string model, string kind, JsonObject? choice) => new()
    {
        ["id"] = $"chatcmpl-{id}",
        ["object"] = kind,
        ["created"] = 1_700_000_000,
        ["model"] = model,
        ["choices"] = choice is null ? [] : new JsonArray(choice),
    };

    private static JsonObject Usage(ModelReply reply) => new()
    {
        ["prompt_tokens"] = reply.Usage.TotalInput,
        ["completion_tokens"] = reply.Usage.Output,
        ["total_tokens"] = reply.Usage.Total,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = reply.Usage.CacheRead },
    };
}
