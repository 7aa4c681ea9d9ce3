using System.Text.Json.Nodes;
using BotBottle.Controller.Demo;

namespace BotBottle.Core.Tests.EndToEnd.Agents.Wires;

/// <summary>OpenAI Responses with functions, with free-text tools, and with tools that the input declares.</summary>
internal sealed class ResponsesWire : IModelWire
{
    public ModelRequest Read(string path, JsonObject body)
    {
        JsonObject[] input = [
            .. body["input"] is JsonValue text ? [new JsonObject { ["role"] = "user", ["content"] = text.DeepClone() }] : JsonText.Objects(body["input"])];
        IEnumerable<JsonObject> declared =
            JsonText.Objects(body["tools"])
                .Concat(input.Where(item => item["type"]?.GetValue<string>() == "additional_tools").SelectMany(item => JsonText.Objects(item["tools"])));
        return new ModelRequest(
            body["model"]!.GetValue<string>(),
            declared.SelectMany(tool => tool["tools"] is null ? [tool] : JsonText.Objects(tool["tools"])).Where(tool => tool["name"] is not null)
                .GroupBy(tool => tool["name"]!.GetValue<string>()).ToDictionary(tools => tools.Key, tools => tools.First().ToJsonString()),
            [.. input.Select(Message)],
            body["text"]?["format"]?["schema"] as JsonObject);
    }

    public JsonObject Whole(string id, string model, ModelReply reply)
    {
        JsonObject response = Head(id, model, "completed");
        response["output"] = new JsonArray(Item(id, reply));
        response["usage"] = new JsonObject
        {
            ["input_tokens"] = reply.Usage.TotalInput,
            ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = reply.Usage.CacheRead },
            ["output_tokens"] = reply.Usage.Output,
            ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
            ["total_tokens"] = reply.Usage.Total,
        };
        return response;
    }

    public IEnumerable<SimulatedEvent> Stream(string id, string model, ModelReply reply)
    {
        int sequence = 0;
        JsonObject whole = Whole(id, model, reply);
        string item = whole["output"]![0]!["id"]!.GetValue<string>();
        yield return Event("response.created", new JsonObject { ["response"] = Head(id, model, "in_progress") });
        yield return Event("response.output_item.added", new JsonObject { ["output_index"] = 0, ["item"] = whole["output"]![0]!.DeepClone() });
        if (reply.Tool is null)
        {
            yield return Event("response.content_part.added", Part(new JsonObject { ["part"] = TextPart("") }));
            yield return Event("response.output_text.delta", Part(new JsonObject { ["delta"] = reply.Text, ["logprobs"] = new JsonArray() }));
            yield return Event("response.output_text.done", Part(new JsonObject { ["text"] = reply.Text, ["logprobs"] = new JsonArray() }));
            yield return Event("response.content_part.done", Part(new JsonObject { ["part"] = TextPart(reply.Text) }));
        }

        yield return Event("response.output_item.done", new JsonObject { ["output_index"] = 0, ["item"] = whole["output"]![0]!.DeepClone() });
        yield return Event("response.completed", new JsonObject { ["response"] = whole });

        SimulatedEvent Event(string name, JsonObject data)
        {
            data.Insert(0, "type", name);
            data["sequence_number"] = sequence++;
            return new SimulatedEvent(name, data.ToJsonString());
        }

        JsonObject Part(JsonObject data)
        {
            data["item_id"] = item;
            data["output_index"] = 0;
            data["content_index"] = 0;
            return data;
        }
    }

    private static ModelMessage Message(JsonObject item) => item["type"]?.GetValue<string>() switch
    {
        "function_call_output" or "custom_tool_call_output" => new ModelMessage(true, "", [JsonText.Of(item["output"])]),

        // A message from one agent to another. Its task is in a part that the provider would have encrypted.
        "agent_message" when JsonText.Of(item["content"]).Contains("NEW_TASK", StringComparison.Ordinal) =>
            new ModelMessage(
                true, string.Concat(JsonText.Parts(item["content"]).Select(part => (part["text"] ?? part["encrypted_content"])?.GetValue<string>())), []),
        null or "message" => new ModelMessage(item["role"]?.GetValue<string>() == "user", JsonText.Of(item["content"]), []),
        _ => new ModelMessage(false, "", []),
    };

    private static JsonObject Item(string id, ModelReply reply)
    {
        if (reply.Tool is not { } tool)
        {
            return new JsonObject
            {
                ["type"] = "message", ["id"] = $"msg_{id}", ["status"] = "completed", ["role"] = "assistant", ["content"] = new JsonArray(TextPart(reply.Text)),
            };
        }

        JsonObject item = tool.Input is { } input
            ? new JsonObject { ["type"] = "custom_tool_call", ["id"] = $"ctc_{id}", ["status"] = "completed", ["call_id"] = $"call_{id}", ["name"] = tool.Name,
                ["input"] = input }
            : new JsonObject
            {
                ["type"] = "function_call", ["id"] = $"fc_{id}", ["status"] = "completed", ["call_id"] = $"call_{id}", ["name"] = tool.Name,
                ["arguments"] = tool.Arguments.ToJsonString(),
            };
        if (tool.Namespace is { } name)
        {
            item["namespace"] = name;
        }

        return item;
    }

    private static JsonObject TextPart(string text) =>
        new() { ["type"] = "output_text", ["text"] = text, ["annotations"] = new JsonArray(), ["logprobs"] = new JsonArray() };

    private static JsonObject Head(string id, string model, string status) => new()
    {
        ["id"] = $"resp_{id}",
        ["object"] = "response",
        ["created_at"] = 1_700_000_000,
        ["status"] = status,
        ["error"] = null,
        ["model"] = model,
        ["output"] = new JsonArray(),
        ["parallel_tool_calls"] = true,
        ["tool_choice"] = "auto",
        ["tools"] = new JsonArray(),
        ["usage"] = null,
    };
}
