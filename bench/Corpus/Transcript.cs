using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BotBottle.Bench.Corpus;

/// <summary>
/// The last request of a scripted session of ten turns, which holds the whole conversation: system prompt, tools, the model's reasoning, tool calls with their
/// results, screenshots. Four dialects, as the agents write them.
/// </summary>
/// <param name="random">The random parts.</param>
/// <param name="result">The text of the next tool result.</param>
internal sealed class Transcript(RandomContent random, Func<string> result)
{
    private const int Turns = 10;
    private const int LeastReasoning = 2_000;
    private const int MostReasoning = 40_000;
    private const int LeastPicture = 60_000;
    private const int MostPicture = 500_000;

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Tools = ["Read", "Bash", "Grep", "Glob", "Edit", "WebFetch"];
    private static readonly string[] Thoughts =
        ["The test fails because the clock is read twice.", "I should look at the caller first.", "This file is generated, so the template must change."];

    /// <summary>The names of the dialects.</summary>
    public static IReadOnlyList<string> Dialects { get; } = ["anthropic", "responses", "chat", "gemini"];

    /// <summary>The body of the request in UTF-8.</summary>
    public byte[] Body(string dialect) => JsonSerializer.SerializeToUtf8Bytes(
        dialect switch { "anthropic" => Anthropic(), "responses" => Responses(), "chat" => Chat(), _ => Gemini() }, Relaxed);

    private bool HasPicture => random.Between(0, 4) == 0;

    private string Picture => random.Picture(random.Between(LeastPicture, MostPicture));

    private int Reasoning => random.Between(LeastReasoning, MostReasoning);

    private JsonObject Anthropic()
    {
        JsonArray messages = [new JsonObject { ["role"] = "user", ["content"] = new JsonArray(Typed("text", "text", result())) }];
        for (int turn = 0; turn < Turns; turn++)
        {
            string id = "toolu_01" + random.Id(22);
            JsonArray said =
            [
                new JsonObject { ["type"] = "thinking", ["thinking"] = random.One(Thoughts), ["signature"] = random.Signature(Reasoning) },
                new JsonObject
                {
                    ["type"] = "tool_use", ["id"] = id, ["name"] = random.One(Tools), ["input"] = new JsonObject { ["file_path"] = "/work/a.cs" },
                },
            ];
            if (random.Between(0, 9) == 0)
            {
                said.Insert(0, new JsonObject { ["type"] = "redacted_thinking", ["data"] = random.Signature(Reasoning) });
            }

            JsonArray content = [Typed("text", "text", result())];
            if (HasPicture)
            {
                content.Add(new JsonObject
                {
                    ["type"] = "image",
                    ["source"] = new JsonObject { ["type"] = "base64", ["media_type"] = "image/png", ["data"] = Picture },
                });
            }

            messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = said });
            messages.Add(new JsonObject
            {
                ["role"] = "user",
                ["content"] = new JsonArray(new JsonObject { ["tool_use_id"] = id, ["type"] = "tool_result", ["content"] = content }),
            });
        }

        return new JsonObject
        {
            ["model"] = "claude-sonnet-4-5-20250929", ["max_tokens"] = 32000, ["stream"] = true, ["messages"] = messages,
            ["system"] = new JsonArray(Typed("text", "text", "You are an agent that edits code.")),
            ["metadata"] = new JsonObject { ["user_id"] = $"user_{random.Hex(64)}_account_{random.Uuid()}_session_{random.Uuid()}" },
        };
    }

    private JsonObject Responses()
    {
        JsonArray input =
        [
            new JsonObject { ["type"] = "message", ["role"] = "user", ["content"] = new JsonArray(Typed("input_text", "text", result())) },
        ];
        for (int turn = 0; turn < Turns; turn++)
        {
            string call = "call_" + random.Id(24);
            input.Add(new JsonObject
            {
                ["type"] = "reasoning", ["id"] = "rs_" + random.Hex(50), ["summary"] = new JsonArray(Typed("summary_text", "text", random.One(Thoughts))),
                ["content"] = null, ["encrypted_content"] = random.Encrypted(Reasoning),
            });
            string command = new JsonObject { ["command"] = new JsonArray("bash", "-lc", "cat settings"), ["workdir"] = "/work" }.ToJsonString(Relaxed);
            input.Add(new JsonObject
            {
                ["type"] = "function_call", ["id"] = "fc_" + random.Hex(50), ["name"] = "shell", ["arguments"] = command, ["call_id"] = call,
            });
            string output = new JsonObject { ["output"] = result(), ["metadata"] = new JsonObject { ["exit_code"] = 0 } }.ToJsonString(Relaxed);
            input.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = call, ["output"] = output });
            if (HasPicture)
            {
                input.Add(new JsonObject
                {
                    ["type"] = "message", ["role"] = "user",
                    ["content"] = new JsonArray(Typed("input_image", "image_url", "data:image/png;base64," + Picture)),
                });
            }
        }

        return new JsonObject
        {
            ["model"] = "gpt-5-codex", ["instructions"] = "You are an agent that edits code.", ["input"] = input, ["store"] = false, ["stream"] = true,
            ["include"] = new JsonArray("reasoning.encrypted_content"), ["prompt_cache_key"] = random.Uuid(),
        };
    }

    private JsonObject Chat()
    {
        JsonArray messages = [new JsonObject { ["role"] = "system", ["content"] = result() }];
        for (int turn = 0; turn < Turns; turn++)
        {
            string call = "call_" + random.Id(24);
            JsonObject function = new() { ["name"] = random.One(Tools), ["arguments"] = new JsonObject { ["text"] = result() }.ToJsonString(Relaxed) };
            messages.Add(new JsonObject
            {
                ["role"] = "assistant", ["content"] = random.One(Thoughts),
                ["tool_calls"] = new JsonArray(new JsonObject { ["id"] = call, ["type"] = "function", ["function"] = function }),
                ["reasoning_details"] = new JsonArray(Typed("reasoning.encrypted", "data", random.Encrypted(Reasoning))),
            });
            messages.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = call, ["content"] = result() });
            if (HasPicture)
            {
                JsonObject url = new() { ["url"] = "data:image/png;base64," + Picture };
                messages.Add(new JsonObject
                {
                    ["role"] = "user", ["content"] = new JsonArray(new JsonObject { ["type"] = "image_url", ["image_url"] = url }),
                });
            }
        }

        return new JsonObject { ["model"] = "qwen3-coder", ["messages"] = messages, ["stream"] = true, ["user"] = random.Uuid() };
    }

    private JsonObject Gemini()
    {
        JsonArray contents = [new JsonObject { ["role"] = "user", ["parts"] = new JsonArray(new JsonObject { ["text"] = result() }) }];
        for (int turn = 0; turn < Turns; turn++)
        {
            JsonObject call = new() { ["name"] = "read_file", ["args"] = new JsonObject { ["path"] = "/work/a.cs" } };
            JsonArray parts = [new JsonObject { ["functionCall"] = call, ["thoughtSignature"] = random.Signature(Reasoning) }];
            contents.Add(new JsonObject { ["role"] = "model", ["parts"] = parts });
            JsonObject response = new() { ["name"] = "read_file", ["response"] = new JsonObject { ["output"] = result() } };
            JsonArray answer = [new JsonObject { ["functionResponse"] = response }];
            if (HasPicture)
            {
                answer.Add(new JsonObject { ["inlineData"] = new JsonObject { ["mimeType"] = "image/png", ["data"] = Picture } });
            }

            contents.Add(new JsonObject { ["role"] = "user", ["parts"] = answer });
        }

        return new JsonObject { ["contents"] = contents, ["generationConfig"] = new JsonObject { ["temperature"] = 0 } };
    }

    private static JsonObject Typed(string type, string name, string text) => new() { ["type"] = type, [name] = text };
}
