using System.Text.Encodings.Web;
using System.Text.Json;

namespace BotBottle.Bench.Allocations;

/// <summary>The file of allocated bytes an operation: one JSON object, a line a benchmark, sorted by name.</summary>
internal static class AllocationFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        AllowDuplicateProperties = false,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>Reads it.</summary>
    /// <exception cref="JsonException">It is no object of numbers.</exception>
    /// <exception cref="IOException">It cannot be read; <see cref="UnauthorizedAccessException"/> likewise.</exception>
    public static IReadOnlyDictionary<string, long> Read(string path) =>
        JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(path), Options) ?? throw new JsonException("it holds no object");

    /// <summary>Writes it.</summary>
    /// <exception cref="IOException">It cannot be written; <see cref="UnauthorizedAccessException"/> likewise.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, long> figures) =>
        File.WriteAllText(path, JsonSerializer.Serialize(new SortedDictionary<string, long>(figures.ToDictionary(), StringComparer.Ordinal), Options) + "\n");
}
