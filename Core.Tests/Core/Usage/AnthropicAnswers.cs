using BotBottle.Core.Providers;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Core.Usage;

/// <summary>Anthropic Messages: one row for each case of the reference, with its figures.</summary>
internal static class AnthropicAnswers
{
    private const string Stop = """{"type":"message_stop"}""";

    private const string Text = """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello \"you\" and\nyou ☃"}}""";

    public static IEnumerable<Answer> All()
    {
        yield return Json("json", """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":"hi"}],"stop_reason":"end_turn",
             "usage":{"input_tokens":3,"cache_creation_input_tokens":200,"cache_read_input_tokens":5000,
             "cache_creation":{"ephemeral_5m_input_tokens":150,"ephemeral_1h_input_tokens":50},
             "output_tokens":70,"output_tokens_details":{"thinking_tokens":40},"server_tool_use":{"web_search_requests":2},"service_tier":"standard"}}
            """, new TokenUsage(3, 5000, 200, 70, 40));
        yield return Json("json with the split of the cache alone", """
            {"type":"message","usage":{"input_tokens":1,"cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":5},"output_tokens":2}}
            """, new TokenUsage(1, 0, 25, 2, 0));
        yield return Json("json with decoys", """
            {"type":"message","content":[{"type":"text","text":"{\"usage\":{\"input_tokens\":1}}"},
             {"type":"tool_use","input":{"usage":{"input_tokens":7,"output_tokens":7},"message":{"usage":{"input_tokens":8}}}}],
             "usage":{"input_tokens":100,"output_tokens":20,"extra":{"input_tokens":9}},"other":{"usage":{"input_tokens":5}}}
            """, new TokenUsage(100, 0, 0, 20, 0));
        yield return Json("json with an escaped key", """
            {"type":"message","us\u0061ge":{"input_t\u006fkens":10,"output_tokens":20}}
            """, new TokenUsage(10, 0, 0, 20, 0));
        yield return Stream("plain", new TokenUsage(25, 0, 0, 15, 0), Start(25, 1), Text, """{"type":"ping"}""", Delta("\"output_tokens\":15"), Stop);
        yield return Stream("null and absent fields keep what was said", new TokenUsage(2, 50_000, 7, 15, 0),
            """{"type":"message_start","message":{"id":"m","model":"claude-x","usage":{"input_tokens":2,"cache_read_input_tokens":50000,"cache_creation_input_tokens":7,"output_tokens":4}}}""",
            Delta("\"input_tokens\":null,\"cache_read_input_tokens\":null,\"output_tokens\":15"), Stop);
        yield return Stream("web search: the delta's input is larger", new TokenUsage(15_665, 0, 0, 795, 0),
            Start(2037, 8), Text, Delta("\"input_tokens\":15665,\"output_tokens\":795"), Stop);
        yield return Stream("code execution with prompt cache", new TokenUsage(6, 6289, 3337, 198, 0),
            """{"type":"message_start","message":{"id":"m","model":"claude-x","usage":{"input_tokens":2,"cache_creation_input_tokens":3068,"cache_read_input_tokens":0,"output_tokens":8}}}""",
            Delta("\"input_tokens\":6,\"cache_creation_input_tokens\":3337,\"cache_read_input_tokens\":6289,\"output_tokens\":198"), Stop);
        yield return Stream("compaction", new TokenUsage(60_997, 0, 0, 3341, 0), Start(60_385, 4),
            Delta("""
                "input_tokens":612,"output_tokens":2819,"iterations":[
                {"type":"compaction","input_tokens":60385,"output_tokens":522},{"type":"message","input_tokens":612,"output_tokens":2819}]
                """.ReplaceLineEndings("")), Stop);
        yield return Stream("compaction with cache", new TokenUsage(281, 55_096, 0, 91, 0),
            """{"type":"message_start","message":{"id":"m","model":"claude-x","usage":{"input_tokens":100,"cache_read_input_tokens":55096,"output_tokens":1}}}""",
            Delta("""
                "input_tokens":181,"cache_read_input_tokens":0,"output_tokens":8,"iterations":[
                {"type":"compaction","input_tokens":100,"cache_read_input_tokens":55096,"output_tokens":83},
                {"type":"message","input_tokens":181,"cache_read_input_tokens":0,"output_tokens":8}]
                """.ReplaceLineEndings("")), Stop);
        yield return Stream("advisor on another model", new TokenUsage(7455, 0, 0, 7271, 0), Start(1051, 2),
            Delta("""
                "input_tokens":4727,"output_tokens":3391,"iterations":[
                {"type":"message","model":"claude-x","input_tokens":1051,"output_tokens":900},
                {"type":"advisor_message","model":"claude-adviser","input_tokens":2728,"output_tokens":3880},
                {"type":"message","model":"claude-x","input_tokens":3676,"output_tokens":2491}]
                """.ReplaceLineEndings("")), Stop);
        yield return Stream("fallback: the top level counts", new TokenUsage(412, 0, 0, 264, 0), Start(408, 1),
            Delta("""
                "input_tokens":412,"output_tokens":264,"iterations":[
                {"type":"message","model":"claude-x","input_tokens":408,"output_tokens":0},
                {"type":"fallback_message","model":"claude-y","input_tokens":412,"output_tokens":264}]
                """.ReplaceLineEndings("")), Stop);
        yield return Stream("message_start twice with one id", new TokenUsage(25, 0, 0, 15, 0),
            Start(25, 1), Start(25, 1), Text, Delta("\"output_tokens\":15"), Stop);
        yield return Stream("a second generation in one stream", new TokenUsage(65, 0, 0, 30, 0),
            Start(25, 1), Text, Delta("\"output_tokens\":12"), Start(40, 1, "msg_other"), Text, Delta("\"output_tokens\":18"), Stop);
        yield return Stream("a second generation before the first has ended", new TokenUsage(65, 0, 0, 19, 0),
            Start(25, 1), Text, Start(40, 1, "msg_other"), Text, Delta("\"output_tokens\":18"), Stop) with { Quality = UsageQuality.Estimated };
        yield return Stream("usage in the delta alone", new TokenUsage(11, 5, 3, 1, 0),
            """{"type":"message_start","message":{"id":"m","model":"claude-x"}}""",
            Delta("\"input_tokens\":11,\"cache_creation_input_tokens\":3,\"cache_read_input_tokens\":5,\"output_tokens\":1"), Stop);
        yield return Stream("compaction that no figure shows", new TokenUsage(30, 0, 0, 8, 0), Start(30, 1),
            """{"type":"content_block_start","index":0,"content_block":{"type":"compaction"}}""",
            """{"type":"message_delta","delta":{"stop_reason":"compaction"},"usage":{"output_tokens":5}}""",
            Delta("\"output_tokens\":8"), Stop) with { Quality = UsageQuality.Estimated };
        yield return Stream("input that shrinks into the cache", new TokenUsage(200, 800, 0, 9, 0), Start(1000, 1), Text,
            Delta("\"input_tokens\":200,\"cache_read_input_tokens\":800,\"output_tokens\":9"), Stop);
        yield return Stream("a refusal and a pause are billed", new TokenUsage(25, 0, 0, 3, 0), Start(25, 1),
            """{"type":"message_delta","delta":{"stop_reason":"refusal"},"usage":{"output_tokens":3}}""", Stop);
        yield return Stream("without message_stop, but ended cleanly", new TokenUsage(25, 0, 0, 15, 0), Start(25, 1), Delta("\"output_tokens\":15"));
        yield return Stream("an error in the middle", new TokenUsage(25, 0, 0, 1, 0), Start(25, 1), Text,
            """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""") with { Quality = UsageQuality.Partial };
        yield return Stream("a negative count", default, Start(25, 1), Delta("\"output_tokens\":-15"), Stop)
            with { Quality = UsageQuality.Unknown, Grows = false };
        yield return Stream("a fraction", default, Start(25, 1), Delta("\"output_tokens\":1.5"), Stop) with { Quality = UsageQuality.Unknown, Grows = false };
        yield return Stream("an absurd count", default, Start(25, 1), Delta("\"output_tokens\":1099511627777"), Stop)
            with { Quality = UsageQuality.Unknown, Grows = false };
        yield return Stream("a count that is text", default, Start(25, 1), Delta("\"output_tokens\":\"15\""), Stop)
            with { Quality = UsageQuality.Unknown, Grows = false };
    }

    public static string Start(int input, int output, string id = "msg_1") =>
        "{\"type\":\"message_start\",\"message\":{\"id\":\"" + id + "\",\"type\":\"message\",\"model\":\"claude-x\",\"content\":[],"
        + "\"usage\":{\"input_tokens\":" + input + ",\"output_tokens\":" + output + "}}}";

    public static string Delta(string usage) =>
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{" + usage + "}}";

    private static Answer Json(string name, string wire, TokenUsage usage) =>
        new("anthropic " + name, CallFormat.AnthropicMessages, wire, usage) { Grows = true };

    private static Answer Stream(string name, TokenUsage usage, params string[] events) =>
        new("anthropic sse " + name, CallFormat.AnthropicMessages, Answer.Named(events), usage);
}
