using BotBottle.Core.Providers;
using BotBottle.Core.Usage;

namespace BotBottle.Fuzz.Targets;

/// <summary>The usage reader of one dialect: one result for any arrival of the bytes, and figures within the ledger's range.</summary>
internal class UsageTarget(string name, CallFormat format) : FuzzTarget
{
    /// <summary>The largest value of one figure (docs/contracts.md, section 10); several are added up in lists.</summary>
    private const long MaxFigure = 1L << 40;

    public override string Name => name;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. new[]
        {
            """{"id":"msg_1","type":"message","model":"claude-x","content":[{"type":"text","text":"hi"}],"usage":{"input_tokens":3,"cache_creation_input_tokens":200,"cache_read_input_tokens":5000,"cache_creation":{"ephemeral_5m_input_tokens":150,"ephemeral_1h_input_tokens":50},"output_tokens":70,"output_tokens_details":{"thinking_tokens":40}}}""",
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"claude-x\",\"usage\":{\"input_tokens\":25,"
                + "\"output_tokens\":1}}}\n\n"
                + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}}\n\n"
                + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":15,"
                + "\"iterations\":[{\"type\":\"message\",\"input_tokens\":25,\"output_tokens\":15}]}}\n\n"
                + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}\n\n",
            """{"id":"chatcmpl-1","model":"gpt-x","choices":[{"message":{"content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":40},"completion_tokens_details":{"reasoning_tokens":5}}}""",
            "data: {\"id\":\"c\",\"model\":\"gpt-x\",\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\ndata: "
                + "{\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\ndata: [DONE]\n\n",
            """{"id":"resp_1","object":"response","status":"completed","model":"gpt-x","output":[{"type":"message","content":[{"type":"output_text","text":"hi"}]}],"usage":{"input_tokens":50,"input_tokens_details":{"cached_tokens":10},"output_tokens":6,"output_tokens_details":{"reasoning_tokens":2}}}""",
            "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"model\":\"gpt-x\"}}\n\n"
                + "data: {\"type\":\"response.output_text.delta\",\"delta\":\"hi\"}\n\n"
                + "data: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"usage\":{\"input_tokens\":9,"
                + "\"output_tokens\":4}}}\n\n",
        }.Select(Pieces.Bytes),
    ];

    public override IReadOnlyList<byte[]> Dictionary { get; } =
    [
        .. new[]
        {
            "\"usage\":{", "\"input_tokens\":", "\"output_tokens\":", "\"iterations\":[", "\"type\":\"message\"", "\"type\":\"advisor_message\"",
            "\"model\":\"other\"", "null", "-1", "1.5", "1e3",
            "1099511627776", "1099511627777", "9223372036854775807", "99999999999999999999", "data: ", "\n\n", "[DONE]", "\"error\":{\"type\":\"x\"}",
            "\\u0075sage", "{}", "[]", "\"\"",
        }.Select(Pieces.Bytes),
    ];

    public override void Judge(byte[] input)
    {
        foreach (bool cleanEnd in new[] { true, false })
        {
            UsageResult whole = Read([input], cleanEnd);
            foreach (ReadOnlyMemory<byte>[] pieces in Pieces.Ways(input))
            {
                Finding.Unless(Tell(Read(pieces, cleanEnd)), Tell(whole), "in pieces");
            }

            TokenUsage usage = whole.Usage;
            long most = MaxFigure * (1 + (input.Length / 16));
            foreach (long figure in new[] { usage.Input, usage.CacheRead, usage.CacheWrite, usage.Output, usage.Reasoning, whole.VisibleBytes })
            {
                Finding.Unless(figure >= 0 && figure <= most, $"a figure of {figure}");
            }

            foreach (ModelUsage other in whole.OtherModels)
            {
                Finding.Unless(other.Usage.Total >= 0 && other.Usage.Total <= usage.Total, $"{other} is not contained in {usage}");
            }

            Finding.Unless(whole.BodyBytes, input.Length, "body bytes");
            Finding.Unless(whole.VisibleBytes <= input.Length, "more text than bytes");
            Finding.Unless(whole.Quality != UsageQuality.Exact || (whole.Terminal && whole.InputKnown && whole.OutputKnown), "exact without being known");
        }
    }

    private UsageResult Read(ReadOnlyMemory<byte>[] pieces, bool cleanEnd)
    {
        using UsageReader reader = new(format);
        long last = 0;
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            reader.Append(piece.Span);
            Finding.Unless(reader.VisibleBytes >= last || format is CallFormat.Unknown or CallFormat.BedrockInvoke, "visible text shrinks");
            last = reader.VisibleBytes;
        }

        return reader.Complete(cleanEnd);
    }

    private static string Tell(UsageResult result) => $"{result with { OtherModels = [] }} {string.Join(';', result.OtherModels)}";
}
