using System.Text.Json;
using BotBottle.Core.Usage;
using BotBottle.Fuzz.References;

namespace BotBottle.Fuzz.Targets;

/// <summary>
/// The facts of a request: the same for any arrival of the bytes. Without a fault, they equal the framework's tree, and none of their keys appears twice in any
/// case of letters.
/// </summary>
internal sealed class RequestFactsTarget : FuzzTarget
{
    private static readonly string[] Deciding = ["model", "max_tokens", "max_output_tokens", "max_completion_tokens", "stream", "background", "tools", "n"];

    public override string Name => "request-facts";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. new[]
        {
            """{"model":"claude-x","max_tokens":64000,"stream":true,"messages":[{"role":"user","content":"hi"}],"tools":[{"name":"Bash"},"""
                + """{"type":"web_search_20250305"}]}""",
            """{"model":"gpt-x","n":3,"max_completion_tokens":100,"max_tokens":200,"web_search_options":{},"tools":[{"type":"function"}]}""",
            """{"model":"gpt-x","max_output_tokens":null,"background":true,"stream":false,"previous_response_id":"r","tools":[{"type":"namespace","tools":[{"type":"mcp"}]}]}""",
            """{"Model":"a","mo\u0064el":"b","stream":1}""",
        }.Select(Pieces.Bytes),
    ];

    public override IReadOnlyList<byte[]> Dictionary { get; } =
    [
        .. new[]
        {
            "\"model\":\"x\",", "\"Model\":\"x\",", "\"mod\\u0065l\":\"x\",", "\"stream\":true,", "\"background\":true,", "\"max_tokens\":1,", "\"tools\":[],",
            "\"n\":2,", "null", "-1", "1e9",
            "\"max_to\u00e2\u0084\u00aaens\":1,", "{", "}", ",", "\\ud800", "\u00ff", "\u00EF\u00BB\u00BF", "\0", "1099511627777",
        }.Select(Pieces.Bytes),
    ];

    public override void Judge(byte[] input)
    {
        RequestFacts facts = Read([input]);
        foreach (ReadOnlyMemory<byte>[] pieces in Pieces.Ways(input))
        {
            Finding.Unless(Tell(Read(pieces)), Tell(facts), "in pieces");
        }

        Finding.Unless(facts.BodyBytes, input.Length, "body bytes");
        Finding.Unless(facts.InputEstimate >= 1 && facts.InputEstimate <= 1 + (4L * input.Length), $"an estimate of {facts.InputEstimate}");
        Finding.Unless((facts.MaxTokens ?? 0) >= 0 && (facts.MaxCompletionTokens ?? 0) >= 0 && (facts.MaxOutputTokens ?? 0) >= 0, "a negative limit");
        using JsonDocument? document = ReferenceJson.Parse(input);
        if (facts.Fault == RequestFault.None && document is { RootElement.ValueKind: JsonValueKind.Object })
        {
            Compare(facts, document.RootElement);
        }
    }

    private static void Compare(RequestFacts facts, JsonElement root)
    {
        Dictionary<string, JsonElement> values = [];
        foreach (JsonProperty property in root.EnumerateObject())
        {
            string? name = TextOf(() => property.Name);
            if (name is not null && Deciding.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                Finding.Unless(values.TryAdd(name.ToLowerInvariant(), property.Value), $"{name} is there twice");
            }
        }

        Finding.Unless(facts.Stream, IsTrue(values, "stream"), "stream");
        Finding.Unless(facts.Background, IsTrue(values, "background"), "background");
        if (values.TryGetValue("model", out JsonElement model) && model.ValueKind == JsonValueKind.String
            && TextOf(model.GetString) is { Length: > 0 and < 100 } text && text.All(c => c is > ' ' and < (char)0x7F))
        {
            Finding.Unless(facts.Model, text, "model");
        }
    }

    // Invalid text (half a surrogate pair, invalid UTF-8) is none of the names and values.
    private static string? TextOf(Func<string?> text)
    {
        try
        {
            return text();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsTrue(Dictionary<string, JsonElement> values, string name) =>
        values.TryGetValue(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    private static RequestFacts Read(ReadOnlyMemory<byte>[] pieces)
    {
        using RequestFactsReader reader = new();
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            reader.Append(piece.Span);
        }

        return reader.Complete();
    }

    private static string Tell(RequestFacts facts) => $"{facts with { Tools = [] }} {string.Join(';', facts.Tools)}";
}
