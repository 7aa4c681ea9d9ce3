using System.Text.Json;
using BotBottle.Core.Text;

namespace BotBottle.Core.Control;

/// <summary>
/// The keys of one JSON object, read one by one into a record, by the rules of <see cref="ControlJson"/>: a key that nobody asked for is an error, null is one
/// where a value has to be. It is there for the start of the proxy, because the serializer's code for each of our types is compiled at every start.
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

    /// <summary>Reads an object whole.</summary>
    /// <param name="element">The object.</param>
    /// <param name="path">Where it stands (<c>$.runs[0]</c>), for messages, which never quote a value: it may be a secret.</param>
    /// <param name="read">Asks for each of its keys.</param>
    /// <exception cref="JsonException">It is no object, lacks a key, has another one or one twice, or a value is of the wrong kind.</exception>
    public static T Read<T>(JsonElement element, string path, Func<JsonFields, T> read)
    {
        JsonFields fields = new(element, path);
        T value = read(fields);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!fields._asked.Remove(property.Name))
            {
                throw Wrong($"{path}.{property.Name}", "is no key that is known there, or stands there twice");
            }
        }
        return value;
    }

    public string Text(string name) => Required(name, TextOrNull(name));

    public string? TextOrNull(string name) => Find(name) is { } value ? ReadText(value, At(name)) : null;

    /// <summary>False where the key is missing.</summary>
    public bool Flag(string name) => Ask(name, out JsonElement value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(At(name), "is neither true nor false"),
    };

    /// <summary>0 where the key is missing.</summary>
    public long Int64(string name) => !Ask(name, out JsonElement value) ? 0 : ReadNumber(value, long.MinValue, long.MaxValue, At(name));

    /// <summary>0 where the key is missing.</summary>
    public int Int32(string name) => !Ask(name, out JsonElement value) ? 0 : (int)ReadNumber(value, int.MinValue, int.MaxValue, At(name));

    public int? Int32OrNull(string name) => Find(name) is { } value ? (int)ReadNumber(value, int.MinValue, int.MaxValue, At(name)) : null;

    /// <summary>Base64.</summary>
    public byte[]? BytesOrNull(string name) =>
        Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out byte[]? bytes) ? bytes
        : throw Wrong(At(name), "is not base64");

    /// <summary>The member of an enum by its <see cref="WireNames">wire name</see>; the first one where the key is missing.</summary>
    public T Choice<T>(string name) where T : struct, Enum =>
        !Ask(name, out JsonElement value) ? default
        : WireNames.TryParse(ReadText(value, At(name)), out T choice) ? choice
        : throw Wrong(At(name), $"is none of {string.Join(", ", WireNames.All<T>())}");

    public T Object<T>(string name, Func<JsonFields, T> read) where T : class => Required(name, ObjectOrNull(name, read));

    public T? ObjectOrNull<T>(string name, Func<JsonFields, T> read) where T : class => Find(name) is { } value ? Read(value, At(name), read) : null;

    public IReadOnlyList<T> List<T>(string name, Func<JsonFields, T> read) where T : class => Required(name, ListOrNull(name, read));

    public IReadOnlyList<T>? ListOrNull<T>(string name, Func<JsonFields, T> read) where T : class =>
        ItemsOrNull(name, (item, path) => Read(item, path, read));

    public IReadOnlyList<string> Texts(string name) => Required(name, TextsOrNull(name));

    public IReadOnlyList<string>? TextsOrNull(string name) => ItemsOrNull(name, ReadText);

    /// <summary>An object whose keys are data.</summary>
    public IReadOnlyDictionary<string, string> Map(string name)
    {
        JsonElement map = Find(name) ?? throw Missing(name);
        Dictionary<string, string> entries = new(StringComparer.Ordinal);
        foreach (JsonProperty entry in map.ValueKind == JsonValueKind.Object ? map.EnumerateObject() : throw Wrong(At(name), "is no object"))
        {
            if (!entries.TryAdd(entry.Name, ReadText(entry.Value, $"{At(name)}.{entry.Name}")))
            {
                throw Wrong($"{At(name)}.{entry.Name}", "stands there twice");
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
