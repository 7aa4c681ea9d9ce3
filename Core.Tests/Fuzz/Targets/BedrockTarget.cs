using BotBottle.Core.Providers;
using BotBottle.Fuzz.References;

namespace BotBottle.Fuzz.Targets;

/// <summary>The usage reader of Bedrock's streams and documents: as the other dialects', with the checksums as they are and with right ones.</summary>
internal sealed class BedrockTarget(string name, CallFormat format) : UsageTarget(name, format)
{
    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Pieces.Bytes("""{"output":{"message":{"role":"assistant","content":[{"text":"hi"}]}},"stopReason":"end_turn","usage":{"inputTokens":3,"outputTokens":2,"totalTokens":5}}"""),
        [
            .. AwsEventWire.Event("messageStart", """{"role":"assistant"}"""),
            .. AwsEventWire.Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"hi"},"p":"abc"}"""),
            .. AwsEventWire.Event("messageStop", """{"stopReason":"end_turn"}"""),
            .. AwsEventWire.Event("metadata", """{"usage":{"inputTokens":3,"outputTokens":2,"totalTokens":9,"cacheReadInputTokens":4}}"""),
        ],
        [
            .. AwsEventWire.Chunk("""{"type":"message_start","message":{"id":"m","model":"claude-x","usage":{"input_tokens":25,"output_tokens":1}}}"""),
            .. AwsEventWire.Chunk("""{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":15}}"""),
            .. AwsEventWire.Chunk("""{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":25,"outputTokenCount":15}}"""),
        ],
        [.. AwsEventWire.Chunk("""{"generation":"hi"}"""), .. AwsEventWire.Exception("modelStreamErrorException", """{"message":"m"}""")],
    ];

    public override IReadOnlyList<byte[]> Dictionary { get; } =
    [
        .. new[]
        {
            "\"usage\":{", "\"inputTokens\":", "\"outputTokens\":", "\"totalTokens\":", "-1", "1.5", "1099511627777", "\\/", "====", "AAAA", "\"bytes\":\"",
        }.Select(Pieces.Bytes),
        AwsEventWire.Event("metadata", "{}"), AwsEventWire.Event("unknown", "{}"), [0, 0, 0, 0],
    ];

    public override void Judge(byte[] input)
    {
        base.Judge(input);
        base.Judge(AwsEventWire.Repair(input));
    }
}
