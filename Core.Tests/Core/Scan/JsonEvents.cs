using System.Text;
using System.Text.Json;
using BotBottle.Core.Scan;


namespace BotBottle.Core.Tests.Core.Scan;

/// <summary>Records the events of a scanner, and the events that a slow reference derives from the whole document.</summary>
internal sealed class JsonEvents : IJsonSink
{
    private readonly StringBuilder _events = new();
    private long _length;

    public static string Of(JsonShape shape, ReadOnlySpan<byte> json, int piece, out JsonStatus status)
    {
        var sink = new JsonEvents();
        var scanner = new JsonScanner(shape, sink);
        while (!json.IsEmpty)
        {
            int count = Math.Min(piece, json.Length);
            scanner.Append(json[..count]);
            json = json[count..];
        }

        status = scanner.Status;
        return sink._events.ToString();
    }

    /// <summary>The same events from the tree of <see cref="JsonDocument"/>.</summary>
    public static string Expected(IReadOnlyList<JsonPath> paths, byte[] json)
    {
        var events = new StringBuilder();
        using var document = JsonDocument.Parse(json);
        Walk(document.RootElement, "", paths, events);
        return events.ToString();
    }

    public void Name(int tag, JsonSpelling spelling) => _events.Append("name ").Append(tag).Append(spelling == JsonSpelling.Folded ? " folded\n" : "\n");

    public void Enter(int tag, bool isArray) => _events.Append(isArray ? "[ " : "{ ").Append(tag).Append('\n');

    public void Leave(int tag) => _events.Append("end ").Append(tag).Append('\n');

    public void Number(int tag, ReadOnlySpan<byte> digits) =>
        _events.Append("number ").Append(tag).Append(' ').Append(Encoding.UTF8.GetString(digits)).Append('\n');

    public void Text(int tag, ReadOnlySpan<byte> text, bool whole)
    {
        _events.Append("text ").Append(tag).Append(' ').Append(whole).Append(' ').Append(Encoding.UTF8.GetString(text)).Append(' ').Append(_length)
            .Append('\n');
        _length = 0;
    }

    public void TextLength(int tag, int bytes) => _length += bytes;

    public void Literal(int tag, JsonLiteral literal) => _events.Append("literal ").Append(tag).Append(' ').Append(literal).Append('\n');

    private static void Walk(JsonElement value, string path, IReadOnlyList<JsonPath> paths, StringBuilder events)
    {
        int at = paths.ToList().FindIndex(p => p.Path == path);
        int tag = at < 0 ? -1 : paths[at].Tag;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object or JsonValueKind.Array:
                bool isArray = value.ValueKind == JsonValueKind.Array;
                Add(tag, $"{(isArray ? "[" : "{")} {tag}");
                foreach (var (name, child) in isArray
                    ? value.EnumerateArray().Select(e => ("[]", e))
                    : value.EnumerateObject().Select(p => ((path.Length == 0 ? "" : ".") + (p.Name.Length == 0 ? "(empty)" : p.Name), p.Value)))
                {
                    int childAt = paths.ToList().FindIndex(p => p.Path == path + name);
                    Add(isArray || childAt < 0 ? -1 : childAt, $"name {(childAt < 0 ? 0 : paths[childAt].Tag)}");
                    Walk(child, path + name, paths, events);
                }

                Add(tag, $"end {tag}");
                break;
            case JsonValueKind.String:
                string text = value.GetString()!;
                var want = tag < 0 ? JsonWant.None : paths[at].Want;
                string kept = (want & JsonWant.Text) != 0 ? text : "";
                int length = (want & JsonWant.Length) != 0 ? Encoding.UTF8.GetByteCount(text) : 0;
                Add(tag, $"text {tag} {(want & JsonWant.Text) != 0 || text.Length == 0} {kept} {length}");
                break;
            case JsonValueKind.Number:
                Add(tag, $"number {tag} {value.GetRawText()}");
                break;
            default:
                Add(tag, $"literal {tag} {value.ValueKind}");
                break;
        }

        void Add(int known, string line)
        {
            if (known >= 0)
            {
                events.Append(line).Append('\n');
            }
        }
    }
}
