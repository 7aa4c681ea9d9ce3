using System.Text.Encodings.Web;
using System.Text.Json;

namespace BotBottle.Bench.Allocations;

/// <summary>The file of allocated bytes per operation: one JSON object, one line per benchmark, sorted by name.</summary>
internal static class AllocationFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        AllowDuplicateProperties = false,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>Reads the file.</summary>
    /// <exception cref="JsonException">The file is not an object of numbers.</exception>
    /// <exception cref="IOException">The file cannot be read; <see cref="UnauthorizedAccessException"/> likewise.</exception>
    public static IReadOnlyDictionary<string, long> Read(string path) =>
        JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(path), Options) ?? throw new JsonException("it holds no object");

    /// <summary>Writes the file.</summary>
    /// <exception cref="IOException">The file cannot be written; <see cref="UnauthorizedAccessException"/> likewise.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, long> figures) =>
        File.WriteAllText(path, JsonSerializer.Serialize(new SortedDictionary<string, long>(figures.ToDictionary(), StringComparer.Ordinal), Options) + "\n");
}
