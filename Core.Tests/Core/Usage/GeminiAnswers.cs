using BotBottle.Core.Providers;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Core.Usage;

/// <summary>Google Gemini: a document, an event stream, and an array that arrives element by element.</summary>
internal static class GeminiAnswers
{
    private const string First =
        """{"candidates":[{"content":{"parts":[{"text":"h\u00e9llo"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":100,"totalTokenCount":285,"thoughtsTokenCount":185},"modelVersion":"gemini-x","responseId":"g1"}""";

    private const string Second =
        """{"candidates":[{"content":{"parts":[{"text":" """
            + """world"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":5,"totalTokenCount":290,"thoughtsTokenCount":185},"modelVersion":"gemini-x","responseId":"g1"}""";

    private const string Last =
        """{"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":23,"totalTokenCount":308,"cachedContentTokenCount":60,"promptTokensDetails":[{"modality":"TEXT","tokenCount":100}],"thoughtsTokenCount":185},"modelVersion":"gemini-x","responseId":"g1"}""";

    private static readonly TokenUsage Figures = new(40, 60, 0, 208, 185);

    public static IEnumerable<Answer> All()
    {
        yield return new Answer("gemini json", CallFormat.GeminiGenerateContent, Last, Figures);
        yield return new Answer("gemini sse", CallFormat.GeminiGenerateContent, Events(First, Second, Last), Figures);
        yield return new Answer("gemini array", CallFormat.GeminiGenerateContent, $"[{First}\n,\r\n{Second}\n,\r\n{Last}\n]\n", Figures);
        yield return new Answer("gemini, tools put into the prompt", CallFormat.GeminiGenerateContent,
            """{"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":5,"toolUsePromptTokenCount":70,"thoughtsTokenCount":3,"totalTokenCount":88}}""",
            new TokenUsage(80, 0, 0, 8, 3));
        yield return new Answer("gemini, the last chunk revises the prompt down", CallFormat.GeminiGenerateContent,
            Events("""{"candidates":[{"index":0}],"usageMetadata":{"promptTokenCount":50,"totalTokenCount":50}}""",
                """{"candidates":[{"finishReason":"MAX_TOKENS"}],"usageMetadata":{"promptTokenCount":40,"candidatesTokenCount":5,"totalTokenCount":45}}"""),
            new TokenUsage(40, 0, 0, 5, 0)) with { Grows = false };
        yield return new Answer("gemini, decoys", CallFormat.GeminiGenerateContent,
            """{"candidates":[{"content":{"parts":[{"text":"usageMetadata"},"""
                + """{"functionCall":{"args":{"usageMetadata":{"promptTokenCount":1}}}}]},"usageMetadata":{"promptTokenCount":2},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":2,"totalTokenCount":9}}""",
            new TokenUsage(7, 0, 0, 2, 0));
        yield return new Answer("gemini, the prompt was blocked", CallFormat.GeminiGenerateContent,
            """{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":12,"totalTokenCount":12}}""", new TokenUsage(12, 0, 0, 0, 0));
        yield return new Answer("gemini, a negative count", CallFormat.GeminiGenerateContent,
            Events("""{"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":-1,"candidatesTokenCount":2}}"""), default)
            with { Quality = UsageQuality.Unknown, Grows = false };
        yield return new Answer("gemini without usage", CallFormat.GeminiGenerateContent,
            Events("""{"candidates":[{"content":{"parts":[{"text":"hi"}]},"finishReason":"STOP"}]}"""), default) with { Quality = UsageQuality.Estimated };
    }

    private static string Events(params string[] events) => string.Concat(events.Select(data => $"data: {data}\r\n\r\n"));
}
