using System.Globalization;
using System.Text.Json;

namespace BotBottle.Bench.Load.Peers;

/// <summary>
/// The smallest allowed ratio of "everything on" to the rate without a proxy, by load. The floors are far below the measured ratios (bench/RESULTS.md), so that
/// a busy machine passes and a change that halves a rate fails.
/// </summary>
internal static class Floors
{
    private static readonly JsonSerializerOptions Options = new() { AllowDuplicateProperties = false };

    /// <param name="file">A JSON object: name of a load to ratio.</param>
    /// <exception cref="InvalidDataException">The file is missing, is invalid, or contains nothing to compare.</exception>
    public static IReadOnlyDictionary<string, double> Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(file), Options) is { Count: > 0 } floors
                && floors.Values.All(floor => floor > 0)
                ? floors : throw new InvalidDataException($"{file}: names no load, or a floor that is not above 0");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InvalidDataException($"{file}: {fault.Message}", fault);
        }
    }

    /// <summary>One sentence for each ratio below its floor.</summary>
    /// <param name="floors">The floors by load.</param>
    /// <param name="measured">The measured ratios by load.</param>
    public static IReadOnlyList<string> Missed(IReadOnlyDictionary<string, double> floors, IReadOnlyDictionary<string, double> measured) =>
    [
        .. floors.Select(floor => !measured.TryGetValue(floor.Key, out double ratio) || !double.IsFinite(ratio) ? $"{floor.Key}: not measured"
            : ratio >= floor.Value ? null
            : string.Create(CultureInfo.InvariantCulture,
                $"{floor.Key}: {ratio:0.000} of no proxy, {(1 - (ratio / floor.Value)) * 100:0} % below the floor of {floor.Value:0.000}"))
            .OfType<string>(),
    ];
}
