using System.Text.Json;
using BotBottle.Core.Text;

namespace BotBottle.Core.Control;

/// <summary>
/// Reads one JSON object key by key into a record, by the rules of <see cref="ControlJson"/>: an unread key is an error, and so is a null where a value is
/// required. The proxy uses it at start, because the serializer's code for each type is JIT-compiled at every start.
/// </summary>
internal sealed class JsonFields
{
    private readonly JsonElement _object;
    private readonly string _path;
    private readonly List<string> _asked = [];

    private JsonFields(JsonElement element, string path)
    {
        _object = element.ValueKind == JsonValueKind.Object ? element : throw Wrong(path, "is no object");
        _path = path;
    }

    /// <summary>Reads a whole object.</summary>
    /// <param name="element">The object.</param>
    /// <param name="path">The object's JSON path (<c>$.runs[0]</c>), for messages. Messages never quote a value, which may be a secret.</param>
    /// <param name="read">Reads each key.</param>
    /// <exception cref="JsonException">The element is no object, lacks a key, has an unknown or duplicate key, or a value of the wrong kind.</exception>
    public static T Read<T>(JsonElement element, string path, Func<JsonFields, T> read)
    {
        JsonFields fields = new(element, path);
        T value = read(fields);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!fields._asked.Remove(property.Name))
            {
                throw Wrong($"{path}.{property.Name}", "is an unknown key, or is given twice");
            }
        }
        return value;
    }

    public string Text(string name) => Required(name, TextOrNull(name));

    public string? TextOrNull(string name) => Find(name) is { } value ? ReadText(value, At(name)) : null;

    /// <summary>Reads a Boolean; false if the key is missing.</summary>
    public bool Flag(string name) => Ask(name, out JsonElement value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(At(name), "is neither true nor false"),
    };

    /// <summary>Reads a number; 0 if the key is missing.</summary>
    public long Int64(string name) => !Ask(name, out JsonElement value) ? 0 : ReadNumber(value, long.MinValue, long.MaxValue, At(name));

    /// <summary>Reads a number; 0 if the key is missing.</summary>
    public int Int32(string name) => !Ask(name, out JsonElement value) ? 0 : (int)ReadNumber(value, int.MinValue, int.MaxValue, At(name));

    public int? Int32OrNull(string name) => Find(name) is { } value ? (int)ReadNumber(value, int.MinValue, int.MaxValue, At(name)) : null;

    /// <summary>Reads a Base64 text.</summary>
    public byte[]? BytesOrNull(string name) =>
        Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out byte[]? bytes) ? bytes
        : throw Wrong(At(name), "is not base64");

    /// <summary>Reads an enum member by its <see cref="WireNames">wire name</see>; the first member if the key is missing.</summary>
    public T Choice<T>(string name) where T : struct, Enum =>
        !Ask(name, out JsonElement value) ? default
        : WireNames.TryParse(ReadText(value, At(name)), out T choice) ? choice
        : throw Wrong(At(name), $"is none of {string.Join(", ", WireNames.All<T>())}");

    /// <summary>Reads an enum member by its wire name; null if the key is missing.</summary>
    public T? ChoiceOrNull<T>(string name) where T : struct, Enum => Find(name) is null ? null : Choice<T>(name);

    public T Object<T>(string name, Func<JsonFields, T> read) where T : class => Required(name, ObjectOrNull(name, read));

    public T? ObjectOrNull<T>(string name, Func<JsonFields, T> read) where T : class => Find(name) is { } value ? Read(value, At(name), read) : null;

    public IReadOnlyList<T> List<T>(string name, Func<JsonFields, T> read) where T : class => Required(name, ListOrNull(name, read));

    public IReadOnlyList<T>? ListOrNull<T>(string name, Func<JsonFields, T> read) where T : class =>
        ItemsOrNull(name, (item, path) => Read(item, path, read));

    public IReadOnlyList<string> Texts(string name) => Required(name, TextsOrNull(name));

    public IReadOnlyList<string>? TextsOrNull(string name) => ItemsOrNull(name, ReadText);

    /// <summary>Reads an object with arbitrary keys.</summary>
    public IReadOnlyDictionary<string, string> Map(string name)
    {
        JsonElement map = Find(name) ?? throw Missing(name);
        Dictionary<string, string> entries = new(StringComparer.Ordinal);
        foreach (JsonProperty entry in map.ValueKind == JsonValueKind.Object ? map.EnumerateObject() : throw Wrong(At(name), "is no object"))
        {
            if (!entries.TryAdd(entry.Name, ReadText(entry.Value, $"{At(name)}.{entry.Name}")))
            {
                throw Wrong($"{At(name)}.{entry.Name}", "is given twice");
            }
        }
        return entries;
    }

    private List<T>? ItemsOrNull<T>(string name, Func<JsonElement, string, T> read) where T : class
    {
        if (Find(name) is not { } list)
        {
            return null;
        }
        List<T> items = [];
        foreach (JsonElement item in list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw Wrong(At(name), "is no list"))
        {
            items.Add(read(item, $"{At(name)}[{items.Count}]"));
        }
        return items;
    }

    private bool Ask(string name, out JsonElement value)
    {
        _asked.Add(name);
        return _object.TryGetProperty(name, out value);
    }

    private JsonElement? Find(string name) => Ask(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string At(string name) => $"{_path}.{name}";

    private T Required<T>(string name, T? value) where T : class => value ?? throw Missing(name);

    private JsonException Missing(string name) => Wrong(At(name), "is missing");

    private static string ReadText(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(path, "is no text");

    private static long ReadNumber(JsonElement value, long least, long most, string path) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= least && number <= most
            ? number
            : throw Wrong(path, $"is no whole number from {least} to {most}");

    private static JsonException Wrong(string path, string what) => new($"{path} {what}");
}
