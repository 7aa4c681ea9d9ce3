using System.Text.Json;
using BotBottle.Core.Scan;
using BotBottle.Fuzz.References;

namespace BotBottle.Fuzz.Targets;

/// <summary>
/// The JSON scanner: it reads everything that the framework reads, with the events of its tree, and gives one verdict for any arrival of the bytes. It checks
/// strings and numbers only as far as it reports them, so that it may accept texts that the framework refuses.
/// </summary>
internal sealed class JsonTarget : FuzzTarget
{
    private static readonly JsonPath[] Paths =
    [
        new("", 0), new("a", 1, JsonWant.Text), new("b", 2, JsonWant.Length), new("a.b", 3, JsonWant.Text | JsonWant.Length), new("a.usage.a", 4),
        new("a.usage", 5),
        new("b[]", 6, JsonWant.Text), new("b[].a", 7, JsonWant.Text), new("usage[].b[][]", 8, JsonWant.Text), new("[].a", 9, JsonWant.Text),
        new("model", 10, JsonWant.Text),
    ];

    private static readonly JsonShape Shape = JsonShape.Of(Paths);

    public override string Name => "json";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. new[]
        {
            """{"a":{"b":"\u00e9\uD83D\uDE00\"\\\/\b\f\n\r\t x","usage":{"a":-1.5e+3,"x":[[],{}]}},"b":["x",{"a":"y"},null,true,false,0]}""",
            """{"m\u006fdel":"m\u006f", "usage" :[{"b":[["deep"]]}], "other":{"a":1,"model":"decoy"}}""",
            """[{"a":"x"},{"a":12345678901234567890123456789012345678901234567890}]""",
            $$"""{"b":"{{new string('b', 300)}}","a":"{{new string('a', 300)}}"}""",
            """ "text" """, "12", "null", new string('[', 600),
        }.Select(Pieces.Bytes),
    ];

    public override IReadOnlyList<byte[]> Dictionary { get; } =
        [.. new[] { "{", "}", "[", "]", ":", ",", "\"", "\\u0061", "\\uD83D\\uDE00", "\\uD800", "\"a\":", "\"usage\":", "1e5", "-", "null", "true",
            "\u00c3\u00a9", "\u00ff" }.Select(Pieces.Bytes)];

    public override void Judge(byte[] input)
    {
        (string events, JsonStatus status) = Read([input]);
        foreach (ReadOnlyMemory<byte>[] pieces in Pieces.Ways(input))
        {
            Finding.Unless(Read(pieces), (events, status), "in pieces");
        }

        // A number ends with the byte after it.
        byte[] closed = [.. input, (byte)' '];
        using JsonDocument? document = ReferenceJson.Parse(closed);
        if (document is not null)
        {
            (string Events, JsonStatus Status) whole = Read([closed]);
            Finding.Unless(whole.Status, JsonStatus.Done, "the framework reads it");
            if (ReferenceJson.Events(document, Paths) is { } expected)
            {
                Finding.Unless(whole.Events, expected, "events");
            }
        }
    }

    private static (string Events, JsonStatus Status) Read(ReadOnlyMemory<byte>[] pieces)
    {
        JsonRecorder sink = new();
        JsonScanner scanner = new(Shape, sink);
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            scanner.Append(piece.Span);
        }

        return (sink.ToString(), scanner.Status);
    }
}
