using BotBottle.Core.Providers;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Core.Usage;

/// <summary>Ollama's own API: whole responses, and streams of documents.</summary>
internal static class OllamaAnswers
{
    public const string First = """{"model":"llama","created_at":"2026-12-01T12:00:00Z","message":{"role":"assistant","content":"h\u00e9l"},"done":false}""";
    public const string Second = """{"model":"llama","created_at":"2026-12-01T12:00:00Z","message":{"role":"assistant","content":"lo"},"done":false}""";

    public const string Last =
        """{"model":"llama","message":{"role":"assistant","content":""},"done_reason":"stop","done":true,"total_duration":9,"load_duration":1,"prompt_eval_count":26,"prompt_eval_duration":2,"eval_count":15,"eval_duration":3}""";

    private static readonly TokenUsage Figures = new(26, 0, 0, 15, 0);

    public static IEnumerable<Answer> All()
    {
        yield return Of("ollama chat", Last, Figures);
        yield return Of("ollama chat stream", $"{First}\n{Second}\n{Last}\n", Figures);
        yield return Of("ollama chat stream without a last line feed", $"{First}\n{Second}\n{Last}", Figures);
        yield return Of("ollama, all documents on one line", First + Second + Last, Figures);
        yield return Of("ollama, documents of several lines",
            (First + Last).Replace(",\"", ",\r\n  \"", StringComparison.Ordinal).Replace("{\"", "{\n  \"", StringComparison.Ordinal), Figures);
        yield return Of("ollama generate",
            """{"model":"llama","response":"hi","thinking":"t","done":true,"done_reason":"stop","context":[1,2,3],"prompt_eval_count":26,"eval_count":15}""", Figures);
        yield return Of("ollama generate stream",
            """{"model":"llama","response":"h","done":false}""" + "\n" + """{"model":"llama","response":"","done":true,"prompt_eval_count":26,"eval_count":15}""", Figures);
        yield return Of("ollama embed", """{"model":"e","embeddings":[[0.1,-0.2],[1e-9,0]],"total_duration":1,"load_duration":1,"prompt_eval_count":8}""",
            new TokenUsage(8, 0, 0, 0, 0));
        yield return Of("ollama, two responses", $"{First}\n{Last}\n{Second}\n{Last}\n", new TokenUsage(52, 0, 0, 30, 0));
        yield return Of("ollama, counts in the text and in a tool call",
            First.Replace("h\\u00e9l", "{\\\"done\\\":true,\\\"eval_count\\\":1}", StringComparison.Ordinal) + "\n"
            + """{"message":{"done":true,"eval_count":1,"prompt_eval_count":1,"tool_calls":[{"function":{"name":"f","arguments":{"done":true,"eval_count":1}}}]},"done":false}"""
            + "\n" + Last, Figures);
        foreach (Answer flagged in Flagged())
        {
            yield return flagged with { Grows = false };
        }
    }

    private static IEnumerable<Answer> Flagged()
    {
        yield return Of("ollama embeddings", """{"embedding":[0.1,0.2]}""", default, UsageQuality.Estimated);
        yield return Of("ollama, a load of a model", """{"model":"llama","message":{"role":"assistant","content":""},"done":true,"done_reason":"load"}""", default,
            UsageQuality.Estimated);
        yield return Of("ollama, a cached prompt without a count", First + "\n" + Last.Replace("\"prompt_eval_count\":26,", "", StringComparison.Ordinal),
            new TokenUsage(0, 0, 0, 15, 0), UsageQuality.Partial);
        yield return Of("ollama, a prompt of no tokens", First + "\n" + Last.Replace("_count\":26", "_count\":0", StringComparison.Ordinal),
            new TokenUsage(0, 0, 0, 15, 0), UsageQuality.Partial);
        yield return Of("ollama, text of no tokens", First + "\n" + Last.Replace("_count\":15", "_count\":0", StringComparison.Ordinal),
            new TokenUsage(26, 0, 0, 0, 0), UsageQuality.Partial);
        yield return Of("ollama, a stream without its last document", $"{First}\n{Second}\n", default, UsageQuality.Partial);
        yield return Of("ollama, counts before the last document",
            First.Replace("false}", "false,\"prompt_eval_count\":1,\"eval_count\":1}", StringComparison.Ordinal), default, UsageQuality.Partial);
        yield return Of("ollama, done twice", """{"message":{"content":"hi"},"done":true,"prompt_eval_count":1,"eval_count":1,"done":false}""", default,
            UsageQuality.Partial);
        yield return Of("ollama, the last document is cut", $"{First}\n{Last[..^1]}", default, UsageQuality.Partial);
        yield return Of("ollama, another document begins behind the last", $"{First}\n{Last}\n{Second[..^9]}", Figures, UsageQuality.Partial);
        yield return Of("ollama, another response without counts", $"{First}\n{Last}\n{Second}\n", Figures, UsageQuality.Partial);
        yield return Of("ollama, a stream that fails", $$"""{{First}}{{"\n"}}{"error":"model runner has stopped"}""", default, UsageQuality.Estimated);
        yield return Of("ollama, a line that is no JSON", $"{First}\nxx\n{Last}\n", default, UsageQuality.Unknown);
        yield return Of("ollama, no JSON behind the last document", $"{Last}\n]\n", Figures, UsageQuality.Unknown);
        yield return Of("ollama, a deep document", $"{new string('[', 600)}{new string(']', 600)}\n{Last}\n", default, UsageQuality.Unknown);
        foreach (string count in (string[])["-1", "1.5", "1e3", "1099511627777", "\"9\"", "{}", "true"])
        {
            yield return Of($"ollama, a count of {count}", First + "\n" + Last.Replace("_count\":15", "_count\":" + count, StringComparison.Ordinal), default,
                UsageQuality.Unknown);
        }
    }

    private static Answer Of(string name, string wire, TokenUsage usage, UsageQuality quality = UsageQuality.Exact) =>
        new(name, CallFormat.Ollama, wire, usage, quality);
}
