using BotBottle.Core.Providers;
using BotBottle.Core.Usage;
using BotBottle.Fuzz.References;

namespace BotBottle.Core.Tests.Core.Usage;

/// <summary>Amazon Bedrock: Converse and InvokeModel, whole and as binary streams.</summary>
internal static class BedrockAnswers
{
    public const string Start =
        """{"type":"message_start","message":{"id":"msg_bdrk_1","type":"message","model":"claude-x","usage":{"input_tokens":25,"cache_creation_input_tokens":3,"cache_read_input_tokens":5,"output_tokens":1}}}""";

    public const string Delta = """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"h\u00e9llo"}}""";
    public const string End = """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":15}}""";

    public const string Stop =
        """{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":25,"outputTokenCount":15,"invocationLatency":7,"firstByteLatency":3,"cacheReadInputTokenCount":5,"cacheWriteInputTokenCount":3}}""";

    public static readonly byte[][] Converse =
    [
        AwsEventWire.Event("messageStart", """{"p":"ab","role":"assistant"}"""),
        AwsEventWire.Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"h\u00e9llo"},"p":"abcdefghijklm"}"""),
        AwsEventWire.Event("contentBlockStop", """{"contentBlockIndex":0,"p":"ab"}"""),
        AwsEventWire.Event("messageStop", """{"p":"abcdef","stopReason":"end_turn"}"""),
        Metadata("""{"inputTokens":25,"outputTokens":15,"totalTokens":48,"cacheReadInputTokens":5,"cacheWriteInputTokens":3}"""),
    ];

    public static readonly TokenUsage Figures = new(25, 5, 3, 15, 0);

    public static byte[] Metadata(string usage) => AwsEventWire.Event("metadata", $$"""
        {"metrics":{"latencyMs":1},"p":"abc","usage":{{usage}} }
        """);

    public static IEnumerable<Answer> All()
    {
        yield return Document("converse",
            """{"inputTokens":25,"outputTokens":15,"totalTokens":48,"cacheReadInputTokens":5,"cacheWriteInputTokens":3}""", Figures);
        yield return Document("converse, older names",
            """{"inputTokens":25,"outputTokens":15,"cacheReadInputTokenCount":5,"cacheWriteInputTokenCount":3}""", Figures);
        yield return Document("converse, the total shows that the input has the cache",
            """{"inputTokens":33,"outputTokens":15,"totalTokens":48,"cacheReadInputTokens":5,"cacheWriteInputTokens":3}""", Figures);
        yield return Document("converse, a total without a cache that is outside",
            """{"inputTokens":2,"outputTokens":15,"totalTokens":17,"cacheReadInputTokens":5}""", new TokenUsage(2, 5, 0, 15, 0));
        yield return Document("converse, a total beyond its parts",
            """{"inputTokens":25,"outputTokens":15,"totalTokens":90}""", new TokenUsage(25, 0, 0, 65, 0));
        yield return Document("converse, a negative figure", """{"inputTokens":25,"outputTokens":-1}""", default)
            with { Quality = UsageQuality.Unknown, Grows = false };
        yield return Document("converse, an absurd figure", """{"inputTokens":25,"outputTokens":1099511627777}""", default)
            with { Quality = UsageQuality.Unknown, Grows = false };
        yield return Document("converse without output figures", """{"inputTokens":25}""", new TokenUsage(25, 0, 0, 0, 0))
            with { Quality = UsageQuality.Partial };
        yield return Stream("converse stream", CallFormat.BedrockConverse, Figures, Converse);
        yield return Stream("invoke stream", CallFormat.BedrockInvoke, Figures, Chunks(Start, Delta, End, Stop));
        yield return Stream("invoke stream of another vendor", CallFormat.BedrockInvoke, new TokenUsage(25, 5, 3, 15, 0),
            Chunks("""{"generation":"h\u00e9llo"}""", Stop.Replace("\"type\":\"message_stop\"", "\"generation\":\"\"", StringComparison.Ordinal)));
        yield return Stream("invoke stream of OpenAI's dialect", CallFormat.BedrockInvoke, new TokenUsage(7, 0, 0, 3, 0),
            Chunks("""{"id":"c","choices":[{"delta":{"content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}"""));
        yield return new Answer("invoke", CallFormat.BedrockInvoke,
            """{"id":"msg_1","type":"message","model":"claude-x","content":[{"type":"text","text":"hi"}],"usage":{"input_tokens":25,"cache_creation_input_tokens":3,"cache_read_input_tokens":5,"output_tokens":15}}""",
            Figures);
        yield return new Answer("invoke of Nova", CallFormat.BedrockInvoke,
            """{"output":{"message":{"content":[{"text":"hi"}],"role":"assistant"}},"stopReason":"end_turn","usage":{"inputTokens":25,"outputTokens":15,"totalTokens":40}}""",
            new TokenUsage(25, 0, 0, 15, 0));
        yield return new Answer("invoke of an unknown dialect", CallFormat.BedrockInvoke, """{"results":[{"outputText":"hi"}]}""", default)
            with { Quality = UsageQuality.Partial };
        foreach (Answer flagged in Flagged())
        {
            yield return flagged with { Grows = false };
        }
    }

    public static byte[][] Chunks(params string[] documents) => [.. documents.Select(AwsEventWire.Chunk)];

    /// <summary>Streams that end well for a client or not, and are never exact.</summary>
    private static IEnumerable<Answer> Flagged()
    {
        byte[][] invoke = Chunks(Start, Delta, End, Stop);
        const CallFormat converse = CallFormat.BedrockConverse;
        const CallFormat chunks = CallFormat.BedrockInvoke;
        yield return Stream("converse stream without metadata", converse, default, Converse[..4]) with { Quality = UsageQuality.Partial };
        yield return Stream("converse stream, usage in another event", converse, default,
            [.. Converse[..4], AwsEventWire.Event("messageStop", """{"usage":{"inputTokens":1,"outputTokens":1}}""")]) with { Quality = UsageQuality.Partial };
        yield return Stream("converse stream with an unknown event", converse, Figures,
            [.. Converse[..3], AwsEventWire.Event("thoughtDelta", """{"text":"hidden"}"""), .. Converse[3..]]) with { Quality = UsageQuality.Estimated };
        yield return Stream("converse stream with an event that is no JSON", converse, Figures,
            [AwsEventWire.Message([1], (":message-type", "event"), (":event-type", "messageStart"), (":content-type", "application/cbor")), .. Converse])
            with { Quality = UsageQuality.Estimated };
        yield return Stream("converse stream that fails", converse, default,
            [.. Converse[..2], AwsEventWire.Exception("modelStreamErrorException", """{"message":"m"}""")]) with { Quality = UsageQuality.Estimated };
        yield return Stream("converse stream cut in a message", converse, default, [.. Converse[..4], Converse[4][..^1]])
            with { Quality = UsageQuality.Partial };
        yield return Stream("converse stream cut after its metadata", converse, Figures, [.. Converse, Converse[0][..3]])
            with { Quality = UsageQuality.Partial };
        yield return Stream("converse stream, a wrong checksum", converse, default, [.. Converse[..4], Wrong(Converse[4])])
            with { Quality = UsageQuality.Unknown };
        yield return Stream("converse stream, a wrong checksum after its end", converse, Figures, [.. Converse, Wrong(Converse[0])])
            with { Quality = UsageQuality.Unknown };
        yield return new Answer("converse, no framing that we know", converse,
            "event: metadata\ndata: {\"usage\":{\"inputTokens\":1,\"outputTokens\":1}}\n\n", default)
            with { Quality = UsageQuality.Unknown };
        yield return Stream("invoke stream cut", chunks, new TokenUsage(25, 5, 3, 1, 0), invoke[..2]) with { Quality = UsageQuality.Partial };
        yield return Stream("invoke stream, a wrong checksum", chunks, new TokenUsage(25, 5, 3, 15, 0), [.. invoke[..2], Wrong(invoke[2]), invoke[3]])
            with { Quality = UsageQuality.Unknown };
        yield return Stream("invoke stream with an unknown event", chunks, Figures, [AwsEventWire.Event("trace", "{}"), .. invoke])
            with { Quality = UsageQuality.Estimated };
        yield return Stream("invoke stream with an empty chunk", chunks, Figures, [AwsEventWire.Event("chunk", "{}"), .. invoke])
            with { Quality = UsageQuality.Estimated };
        foreach (string payload in (string[])
            [
                "{\"bytes\":\"e3=9\"}", "{\"bytes\":\"e30\"}", "{\"bytes\":\"e30=\",\"bytes\":\"e30=\"}", "{\"bytes\":\"e3 0\"}", "{\"bytes\":7}",
                "{\"bytes\":{}}", "[", "\"e30=\"x", "{\"bytes\":\"\\u0065\"}",
            ])
        {
            yield return Stream($"invoke stream, the chunk {payload}", chunks, new TokenUsage(25, 5, 3, 1, 0),
                [invoke[0], AwsEventWire.Event("chunk", payload), .. invoke[1..]])
                with { Quality = UsageQuality.Unknown };
        }
    }

    private static byte[] Wrong(byte[] message)
    {
        byte[] wrong = [.. message];
        wrong[^1] ^= 0x80;
        return wrong;
    }

    private static Answer Document(string name, string usage, TokenUsage figures) => new(name, CallFormat.BedrockConverse,
        """{"metrics":{"latencyMs":7},"output":{"message":{"content":[{"text":"hi"},{"toolUse":{"input":{"usage":{"inputTokens":9}}}}],"role":"assistant"}},"""
            + $$"""
            "stopReason":"end_turn","usage":{{usage}} }
            """,
        figures);

    private static Answer Stream(string name, CallFormat format, TokenUsage usage, params byte[][] messages) =>
        new(name, format, "", usage) { Binary = [.. messages.SelectMany(message => message)] };
}
