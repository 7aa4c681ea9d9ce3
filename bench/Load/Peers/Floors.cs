using System.Globalization;
using System.Text.Json;

namespace BotBottle.Bench.Load.Peers;

/// <summary>
/// What of no proxy's rate "everything on" must reach at the least, by the word of a load: far below what is measured (bench/RESULTS.md), so that a busy
/// machine trips over none and a change that halves a rate does.
/// </summary>
internal static class Floors
{
    private static readonly JsonSerializerOptions Options = new() { AllowDuplicateProperties = false };

    /// <param name="file">A JSON object: word of a load to ratio.</param>
    /// <exception cref="InvalidDataException">The file is not there, or not that, or holds nothing to compare with.</exception>
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

    /// <summary>What is below its floor, a sentence each.</summary>
    /// <param name="floors">By word.</param>
    /// <param name="measured">What was measured, by word.</param>
    public static IReadOnlyList<string> Missed(IReadOnlyDictionary<string, double> floors, IReadOnlyDictionary<string, double> measured) =>
    [
        .. floors.Select(floor => !measured.TryGetValue(floor.Key, out double ratio) || !double.IsFinite(ratio) ? $"{floor.Key}: not measured"
            : ratio >= floor.Value ? null
            : string.Create(CultureInfo.InvariantCulture,
                $"{floor.Key}: {ratio:0.000} of no proxy, {(1 - (ratio / floor.Value)) * 100:0} % below the floor of {floor.Value:0.000}"))
            .OfType<string>(),
    ];
}
