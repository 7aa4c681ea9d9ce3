using System.Text;
using System.Text.Json;
using BotBottle.Core.Scan;

namespace BotBottle.Fuzz.References;

/// <summary>The events of a scanner, from the framework's tree of the whole document.</summary>
internal static class ReferenceJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonScanner.MaxDepth };

    /// <summary>The document; null if the framework refuses it.</summary>
    public static JsonDocument? Parse(byte[] json)
    {
        try
        {
            return JsonDocument.Parse(json, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The events; null for invalid text (half a surrogate pair, invalid UTF-8), which the framework detects only here.</summary>
    public static string? Events(JsonDocument document, IReadOnlyList<JsonPath> paths)
    {
        StringBuilder events = new();
        try
        {
            Walk(document.RootElement, "", paths, events);
            return events.ToString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static void Walk(JsonElement value, string path, IReadOnlyList<JsonPath> paths, StringBuilder events)
    {
        JsonPath? known = paths.Where(known => known.Path == path).Select(known => (JsonPath?)known).FirstOrDefault();
        int tag = known?.Tag ?? -1;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object or JsonValueKind.Array:
                bool isArray = value.ValueKind == JsonValueKind.Array;
                Add($"{(isArray ? '[' : '{')} {tag}");
                foreach ((string step, JsonElement child) in Children(value, path.Length == 0))
                {
                    JsonPath? named = paths.Where(next => next.Path == path + step).Select(next => (JsonPath?)next).FirstOrDefault();
                    if (!isArray && named is { } name)
                    {
                        events.Append("name ").Append(name.Tag).Append('\n');
                    }

                    Walk(child, path + step, paths, events);
                }

                Add($"end {tag}");
                break;
            case JsonValueKind.String:
                byte[] text = Encoding.UTF8.GetBytes(value.GetString()!);
                JsonWant want = known?.Want ?? JsonWant.None;
                int most = (want & JsonWant.Text) != 0 ? JsonScanner.MaxText : 0;
                byte[] kept = text[..Math.Min(text.Length, most)];
                Add($"text {tag} {text.Length <= most} {Convert.ToHexString(kept)} {((want & JsonWant.Length) != 0 ? text.Length : 0)}");
                break;
            case JsonValueKind.Number:
                string digits = value.GetRawText();
                Add($"number {tag} {(digits.Length <= JsonScanner.MaxNumber ? digits : "")}");
                break;
            default:
                Add($"literal {tag} {value.ValueKind}");
                break;
        }

        void Add(string line)
        {
            if (known is not null)
            {
                events.Append(line).Append('\n');
            }
        }
    }

    // A name that looks like a path of several steps is on no path.
    private static IEnumerable<(string Step, JsonElement Child)> Children(JsonElement value, bool isRoot)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            return value.EnumerateArray().Select(child => ("[]", child));
        }

        return value.EnumerateObject().Select(property =>
        {
            bool simple = property.Name.Length > 0 && !property.Name.Contains('.', StringComparison.Ordinal)
                && !property.Name.Contains('[', StringComparison.Ordinal);
            return ((isRoot ? "" : ".") + (simple ? property.Name : "(no path)"), property.Value);
        });
    }
}
