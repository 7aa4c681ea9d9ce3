using BotBottle.Core.Providers;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Core.Usage;

/// <summary>OpenAI Chat and Responses, and compatible APIs: one row for each case of the reference.</summary>
internal static class OpenAiAnswers
{
    private const string Chunk =
        """{"id":"c1","object":"chat.completion.chunk","model":"gpt-x","choices":[{"index":0,"delta":{"content":"hé\u00e9llo"},"finish_reason":null}],"usage":null}""";

    private const string Finish = """{"id":"c1","model":"gpt-x","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}""";

    private const string Created =
        """{"type":"response.created","response":{"id":"resp_1","object":"response","status":"in_progress","model":"gpt-x","usage":null}}""";

    private const string Item =
        """{"type":"response.output_item.added","output_index":0,"item":{"id":"rs_1","type":"reasoning","encrypted_content":"AAAABBBBCCCC"}}""";

    private const string Delta = """{"type":"response.output_text.delta","delta":"hello","obfuscation":"xxxxxxxxxxxxxxxx"}""";

    public static IEnumerable<Answer> All() => Chat().Concat(Responses());

    public static IEnumerable<Answer> Chat()
    {
        yield return One("json", """
            {"id":"c1","object":"chat.completion","model":"gpt-x-2026","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":1000,"completion_tokens":50,"total_tokens":1050,"prompt_tokens_details":{"cached_tokens":600,"cache_write_tokens":100},
             "completion_tokens_details":{"reasoning_tokens":30,"rejected_prediction_tokens":5}}}
            """, new TokenUsage(300, 600, 100, 50, 30));
        yield return One("json with decoys", """
            {"choices":[{"message":{"content":"usage","usage":{"prompt_tokens":1,"completion_tokens":1}},"usage":{"prompt_tokens":2},"finish_reason":"stop"}],
             "meta":{"usage":{"prompt_tokens":3}},"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}
            """, new TokenUsage(10, 0, 0, 5, 0));
        yield return One("kimi, cached tokens outside of the details", """
            {"id":"c","object":"chat.completion","choices":[{"message":{"content":"hi"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":100,"completion_tokens":5,"total_tokens":105,"cached_tokens":60}}
            """, new TokenUsage(40, 60, 0, 5, 0));
        yield return new Answer("kimi stream, usage in the last chunk and none in its choice", CallFormat.OpenAiChat, Answer.Chunks(
            """{"id":"c","choices":[{"delta":{"content":"hi"}}]}""", """{"id":"c","choices":[{"delta":{},"finish_reason":"stop"}]}""",
            """{"id":"c","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":5,"total_tokens":105,"cached_tokens":60,"prompt_tokens_details":{"cached_tokens":60}}}"""),
            new TokenUsage(40, 60, 0, 5, 0));
        yield return new Answer("mistral stream, usage in the finishing chunk", CallFormat.OpenAiChat, Answer.Chunks(
            """{"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"h\u00e9"},"finish_reason":null}]}""",
            """{"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"total_tokens":12,"completion_tokens":3,"prompt_audio_seconds":null,"service_tier":"standard"}}"""),
            new TokenUsage(9, 0, 0, 3, 0));
        yield return One("voyage embeddings, a total alone", """{"object":"list","data":[{"object":"embedding","embedding":[0.1],"index":0}],"model":"v","usage":{"total_tokens":10}}""",
            new TokenUsage(10, 0, 0, 0, 0));
        yield return One("jina ranking, a total alone", """{"usage":{"total_tokens":10},"model":"j","object":"list","results":[{"index":0,"relevance_score":0.5}]}""",
            new TokenUsage(10, 0, 0, 0, 0));
        yield return One("a list with a total that is no count", """{"object":"list","data":[],"usage":{"total_tokens":-1}}""", default)
            with { Quality = UsageQuality.Unknown, Grows = false };
        yield return One("text of no tokens", """{"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}""",
            default) with { Quality = UsageQuality.Partial, Grows = false };
        yield return One("embeddings", """{"object":"list","data":[{"embedding":[0.1,-2e-3]}],"model":"e","usage":{"prompt_tokens":8,"total_tokens":8}}""",
            new TokenUsage(8, 0, 0, 0, 0));
        yield return One(
            "null details",
            """{"choices":[],"usage":{"prompt_tokens":8,"completion_tokens":2,"total_tokens":10,"prompt_tokens_details":null,"completion_tokens_details":null}}""", new TokenUsage(8, 0, 0, 2, 0));
        yield return Sse("without include_usage", default, Chunk, Finish) with { Quality = UsageQuality.Estimated };
        yield return Sse("with include_usage", new TokenUsage(9, 0, 0, 12, 0), Chunk, Finish,
            """{"id":"c1","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21}}""");
        yield return Sse("usage in the finishing chunk (Mistral, DeepSeek)", new TokenUsage(4, 5, 0, 12, 0), Chunk,
            """{"id":"c1","choices":[{"delta":{"content":""},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21,"prompt_cache_hit_tokens":5,"prompt_cache_miss_tokens":4}}""");
        yield return Sse("Groq's two places", new TokenUsage(9, 0, 0, 12, 0), Chunk,
            """{"id":"c1","choices":[{"delta":{},"finish_reason":"stop"}],"x_groq":{"id":"r","usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21}},"usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21}}""");
        yield return Sse("Groq's own place alone", new TokenUsage(9, 0, 0, 12, 0), Chunk,
            """{"id":"c1","choices":[{"delta":{},"finish_reason":"stop"}],"x_groq":{"id":"r","usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21}}}""");
        yield return Sse("xAI: reasoning outside the completion", new TokenUsage(12, 0, 0, 342, 340), Chunk,
            """{"id":"c1","choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":2,"total_tokens":354,"completion_tokens_details":{"reasoning_tokens":340}}}""");
        yield return Sse("Azure's first chunk without choices", new TokenUsage(9, 0, 0, 12, 0),
            """{"id":"","model":"","choices":[],"prompt_filter_results":[]}""", Chunk, Finish,
            """{"id":"c1","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21}}""");
        yield return Sse("running totals on every chunk (vLLM)", new TokenUsage(9, 0, 0, 3, 0),
            """{"choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10}}""",
            """{"choices":[{"delta":{"content":"b"}}],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}""",
            """{"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}""");
        yield return Sse("OpenRouter's error with usage", new TokenUsage(20, 0, 0, 10, 10), Chunk,
            """{"id":"g","choices":[{"delta":{},"finish_reason":"error"}],"error":{"code":502,"message":"upstream"},"usage":{"prompt_tokens":20,"completion_tokens":10,"total_tokens":30,"cost":0.1,"completion_tokens_details":{"reasoning_tokens":11}}}""");
        yield return new Answer("chat sse OpenRouter's comments, CRLF, no space, no blank line at the end", CallFormat.OpenAiChat,
            ": OPENROUTER PROCESSING\r\n\r\ndata:" + Chunk + "\r\n\r\n: OPENROUTER PROCESSING\r\n\r\ndata:"
            + """{"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21}}"""
            + "\r\n\r\ndata:[DONE]",
            new TokenUsage(9, 0, 0, 12, 0));
        yield return new Answer("chat sse, an object over several data lines, CR", CallFormat.OpenAiChat,
            "\uFEFFid: 1\rdata: {\"choices\":[{\"finish_reason\":\"stop\"}],\rdata: \"usage\":{\"prompt_tokens\":9,\rdata:\"completion_tokens\":12}}\r\rdata: "
                + "[DONE]\r\r",
            new TokenUsage(9, 0, 0, 12, 0));
        yield return Sse("cached beside the prompt", new TokenUsage(10, 90, 0, 5, 0), Finish,
            """{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":90}}}""");
        yield return Sse("a negative count", default, Finish, """{"choices":[],"usage":{"prompt_tokens":-9,"completion_tokens":12}}""")
            with { Quality = UsageQuality.Unknown, Grows = false };
    }

    public static IEnumerable<Answer> Responses()
    {
        const string usage =
            """{"input_tokens":1000,"input_tokens_details":{"cached_tokens":600,"cache_write_tokens":50},"output_tokens":80,"output_tokens_details":{"reasoning_tokens":64},"total_tokens":1080}""";
        var figures = new TokenUsage(350, 600, 50, 80, 64);
        foreach (string end in (string[])["completed", "incomplete", "failed"])
        {
            yield return Events($"ends {end}", figures, Created, Item, Delta, End(end, usage));
        }

        yield return Events("null details", new TokenUsage(5, 0, 0, 7, 0), Created, Item,
            End("completed", """{"input_tokens":5,"input_tokens_details":null,"output_tokens":7,"output_tokens_details":null,"total_tokens":12}"""));
        yield return Events("failed before it began", default, Created, """{"type":"error","code":"server_error","message":"m"}""",
            """{"type":"response.failed","response":{"id":"resp_1","status":"failed","error":{"code":"server_error","message":"m"},"usage":null}}""")
            with
        { Quality = UsageQuality.Estimated };
        yield return Events("a replay of the same response", figures, Created, Delta, End("completed", usage), End("completed", usage));
        yield return Events("decoys in items", figures, Created,
            """{"type":"response.output_item.done","item":{"type":"function_call","arguments":"{\"response\":{\"usage\":{\"input_tokens\":1}}}","usage":{"input_tokens":1},"response":{"usage":{"output_tokens":2}}}}""",
            End("completed", usage));
        yield return new Answer("responses json", CallFormat.OpenAiResponses,
            """{"id":"resp_1","object":"response","status":"completed","model":"gpt-x","output":[{"type":"message","content":[{"type":"output_text","text":"hi"}]}],"usage":""" + usage + "}", figures);
        yield return new Answer("responses compaction", CallFormat.OpenAiResponses,
            """{"id":"resp_2","object":"response.compaction","output":[],"usage":""" + usage + "}", figures);
        yield return new Answer("responses json that goes on in the background", CallFormat.OpenAiResponses,
            """{"id":"resp_1","object":"response","status":"queued","model":"gpt-x","output":[],"usage":null}""", default, UsageQuality.Unknown);
        yield return new Answer("responses without event names, [DONE] at the end", CallFormat.OpenAiResponses,
            Answer.Chunks(Created, Delta, End("completed", usage)), figures);
    }

    private static string End(string how, string usage) =>
        "{\"type\":\"response." + how + "\",\"response\":{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"" + how
        + "\",\"model\":\"gpt-x\",\"instructions\":\"be \\\"good\\\"\",\"usage\":" + usage + "}}";

    private static Answer One(string name, string wire, TokenUsage usage) => new("chat " + name, CallFormat.OpenAiChat, wire, usage);

    private static Answer Sse(string name, TokenUsage usage, params string[] events) =>
        new("chat sse " + name, CallFormat.OpenAiChat, Answer.Chunks(events), usage);

    private static Answer Events(string name, TokenUsage usage, params string[] events) =>
        new("responses sse " + name, CallFormat.OpenAiResponses, Answer.Named(events), usage);
}
