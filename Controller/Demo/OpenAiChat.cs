using System.Text.Json.Nodes;

namespace BotBottle.Controller.Demo;

/// <summary>OpenAI Chat Completions: cached input is part of <c>prompt_tokens</c>; a stream reports usage only on request.</summary>
internal sealed class OpenAiChat : ISimulatedFormat
{
    public JsonObject Whole(string id, string model, SimulatedAnswer answer)
    {
        JsonObject message = new() { ["role"] = "assistant", ["content"] = answer.Text };
        JsonObject whole = Head(id, model, "chat.completion", new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = "stop" });
        whole["usage"] = Usage(answer);
        return whole;
    }

    public IEnumerable<SimulatedEvent> Stream(string id, string model, SimulatedAnswer answer, JsonObject request)
    {
        bool usage = request["stream_options"]?["include_usage"]?.GetValue<bool>() == true;
        yield return Chunk(new JsonObject { ["role"] = "assistant", ["content"] = "" }, null, false);
        foreach (string word in answer.Words)
        {
            yield return Chunk(new JsonObject { ["content"] = word }, null, true);
        }

        yield return Chunk([], "stop", false);
        if (usage)
        {
            JsonObject last = Head(id, model, "chat.completion.chunk", null);
            last["usage"] = Usage(answer);
            yield return new SimulatedEvent(null, last.ToJsonString());
        }

        yield return new SimulatedEvent(null, "[DONE]");

        SimulatedEvent Chunk(JsonObject delta, string? finish, bool isText)
        {
            JsonObject chunk = Head(id, model, "chat.completion.chunk", new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish });
            if (usage)
            {
                chunk["usage"] = null;
            }

            return new SimulatedEvent(null, chunk.ToJsonString(), isText);
        }
    }

    private static JsonObject Head(string id, string model, string kind, JsonObject? choice) => new()
    {
        ["id"] = $"chatcmpl-{id}",
        ["object"] = kind,
        ["created"] = 1_700_000_000,
        ["model"] = model,
        ["choices"] = choice is null ? new JsonArray() : new JsonArray(choice),
    };

    private static JsonObject Usage(SimulatedAnswer answer)
    {
        long prompt = answer.Usage.Input + answer.Usage.CacheRead + answer.Usage.CacheWrite;
        return new JsonObject
        {
            ["prompt_tokens"] = prompt,
            ["completion_tokens"] = answer.Usage.Output,
            ["total_tokens"] = prompt + answer.Usage.Output,
            ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = answer.Usage.CacheRead },
            ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = answer.Usage.Reasoning },
        };
    }
}
