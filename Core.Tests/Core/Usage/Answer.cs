using System.Text;
using BotBottle.Core.Providers;
using BotBottle.Core.Usage;


namespace BotBottle.Core.Tests.Core.Usage;

/// <summary>A response on the wire and the usage to be read from it.</summary>
internal sealed record Answer(string Name, CallFormat Format, string Wire, TokenUsage Usage, UsageQuality Quality = UsageQuality.Exact)
{
    public byte[] Bytes => Binary ?? Encoding.UTF8.GetBytes(Wire);

    /// <summary>The bytes of a response that is no text.</summary>
    public byte[]? Binary { get; init; }

    /// <summary>True if the total is reported in growing snapshots, so that a cut never shows more than a later cut.</summary>
    public bool Grows { get; init; } = true;

    public override string ToString() => Name;

    /// <summary>A stream of events from the JSON of each: Anthropic style, with event names.</summary>
    public static string Named(params string[] events) =>
        string.Concat(events.Select(e => $"event: {System.Text.Json.JsonDocument.Parse(e).RootElement.GetProperty("type").GetString()}\ndata: {e}\n\n"));

    /// <summary>A stream of only data lines, chat style, with the final word.</summary>
    public static string Chunks(params string[] events) => string.Concat(events.Select(e => $"data: {e}\n\n")) + "data: [DONE]\n\n";

    /// <summary>Reads the bytes in pieces of one size.</summary>
    public static UsageResult Read(CallFormat format, ReadOnlySpan<byte> bytes, int piece = int.MaxValue, bool cleanEnd = true)
    {
        using var reader = new UsageReader(format);
        while (!bytes.IsEmpty)
        {
            int count = Math.Min(piece, bytes.Length);
            reader.Append(bytes[..count]);
            bytes = bytes[count..];
        }

        return reader.Complete(cleanEnd);
    }
}
