using BotBottle.Core.Providers;
using BotBottle.Core.Usage;
using BotBottle.Fuzz.References;

namespace BotBottle.Fuzz.Targets;

/// <summary>The usage reader of a sequence of documents: as the other dialects', and with the figures that the framework's JSON reader finds.</summary>
internal sealed class DocumentsTarget(string name) : UsageTarget(name, CallFormat.Ollama)
{
    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. new[]
        {
            """{"model":"m","message":{"role":"assistant","content":"h\u00e9"},"done":false}""" + "\n"
                + """{"model":"m","message":{"content":""},"done":true,"prompt_eval_count":26,"eval_count":15}""" + "\n",
            """{"response":"a","done":false}{"response":"","done":true,"prompt_eval_count":3,"eval_count":2}""" + "{\r\n \"embeddings\":[[0.5]],\n\"prompt_eval_count\":8}",
            """{"message":{"content":"a","tool_calls":[{"function":{"arguments":{"done":true,"eval_count":1}}}]},"done":false}""" + "\n" + """{"error":"x"}""",
            """{"done":true,"prompt_eval_count":0,"eval_count":0}""" + "\n",
        }.Select(Pieces.Bytes),
    ];

    public override IReadOnlyList<byte[]> Dictionary { get; } =
    [
        .. new[]
        {
            "\n", "{", "}", "}{", "[", "]", "\"done\":true", "\"done\":false", "\"eval_count\":", "\"prompt_eval_count\":", "-1", "1.5", "1099511627777",
            "null", ",",
        }.Select(Pieces.Bytes),
    ];

    public override void Judge(byte[] input)
    {
        base.Judge(input);
        if (input.Length == 0 || input[0] is not ((byte)'{' or (byte)'['))
        {
            return;
        }

        // A number ends with the byte after it.
        byte[] closed = [.. input, (byte)' '];
        if (ReferenceDocuments.Read(closed) is { } expected)
        {
            using UsageReader reader = new(CallFormat.Ollama);
            reader.Append(closed);
            UsageResult result = reader.Complete(cleanEnd: true);
            Finding.Unless((result.Usage, result.Quality == UsageQuality.Exact), expected, "the framework's figures");
        }
    }
}
