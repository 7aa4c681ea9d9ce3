using System.Text.Json.Nodes;

namespace BotBottle.Controller.Demo;

/// <summary>OpenAI Responses: the terminal event repeats the whole response, with its usage; cached input is part of <c>input_tokens</c>.</summary>
internal sealed class OpenAiResponses : ISimulatedFormat
{
    public JsonObject Whole(string id, string model, SimulatedAnswer answer)
    {
        JsonObject response = Head(id, model, "completed");
        response["output"] = new JsonArray(Item(id, "completed", Text(answer.Text)));
        response["usage"] = Usage(answer);
        return response;
    }

    public IEnumerable<SimulatedEvent> Stream(string id, string model, SimulatedAnswer answer, JsonObject request)
    {
        int sequence = 0;
        yield return Event("response.created", new JsonObject { ["response"] = Head(id, model, "in_progress") });
        yield return Event("response.in_progress", new JsonObject { ["response"] = Head(id, model, "in_progress") });
        yield return Event("response.output_item.added", new JsonObject { ["output_index"] = 0, ["item"] = Item(id, "in_progress", null) });
        yield return Event("response.content_part.added", Part(new JsonObject { ["part"] = Text("") }));
        foreach (string word in answer.Words)
        {
            yield return Event("response.output_text.delta", Part(new JsonObject { ["delta"] = word, ["logprobs"] = new JsonArray() }), isText: true);
        }

        yield return Event("response.output_text.done", Part(new JsonObject { ["text"] = answer.Text, ["logprobs"] = new JsonArray() }));
        yield return Event("response.content_part.done", Part(new JsonObject { ["part"] = Text(answer.Text) }));
        yield return Event("response.output_item.done", new JsonObject { ["output_index"] = 0, ["item"] = Item(id, "completed", Text(answer.Text)) });
        yield return Event("response.completed", new JsonObject { ["response"] = Whole(id, model, answer) });

        SimulatedEvent Event(string name, JsonObject data, bool isText = false)
        {
            data.Insert(0, "type", name);
            data["sequence_number"] = sequence++;
            return new SimulatedEvent(name, data.ToJsonString(), isText);
        }

        JsonObject Part(JsonObject data)
        {
            data["item_id"] = $"item_{id}";
            data["output_index"] = 0;
            data["content_index"] = 0;
            return data;
        }
    }

    private static JsonObject Head(string id, string model, string status) => new()
    {
        ["id"] = $"resp_{id}",
        ["object"] = "response",
        ["created_at"] = 1_700_000_000,
        ["status"] = status,
        ["error"] = null,
        ["incomplete_details"] = null,
        ["instructions"] = null,
        ["metadata"] = new JsonObject(),
        ["model"] = model,
        ["output"] = new JsonArray(),
        ["parallel_tool_calls"] = true,
        ["tool_choice"] = "auto",
        ["tools"] = new JsonArray(),
        ["usage"] = null,
    };

    private static JsonObject Item(string id, string status, JsonObject? text) => new()
    {
        ["type"] = "message",
        ["id"] = $"item_{id}",
        ["status"] = status,
        ["role"] = "assistant",
        ["content"] = text is null ? new JsonArray() : new JsonArray(text),
    };

    private static JsonObject Text(string text) =>
        new() { ["type"] = "output_text", ["text"] = text, ["annotations"] = new JsonArray(), ["logprobs"] = new JsonArray() };

    private static JsonObject Usage(SimulatedAnswer answer)
    {
        long input = answer.Usage.Input + answer.Usage.CacheRead + answer.Usage.CacheWrite;
        return new JsonObject
        {
            ["input_tokens"] = input,
            ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = answer.Usage.CacheRead },
            ["output_tokens"] = answer.Usage.Output,
            ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = answer.Usage.Reasoning },
            ["total_tokens"] = input + answer.Usage.Output,
        };
    }
}
