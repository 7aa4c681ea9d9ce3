using System.Globalization;

namespace BotBottle.Bench.Allocations;

/// <summary>Allocated bytes an operation beside those that the repository says.</summary>
/// <param name="Failures">What allocates more than it may, and what stands on one side alone: a sentence each.</param>
/// <param name="Lower">What allocates clearly less, so that the file allows it too much: a sentence each.</param>
internal sealed record AllocationComparison(IReadOnlyList<string> Failures, IReadOnlyList<string> Lower)
{
    // Both have to be passed: a tenth of little is less than what another version of the runtime needs for a Task.
    private const double Room = 0.10;
    private const long RoomBytes = 64;

    // What allocates nothing may not begin to. An object has 24 bytes; less is one now and then that is not the benchmark's.
    private const long RoomOfNone = 8;

    /// <summary>Whether it is so much more that it is no rounding.</summary>
    public static bool IsClearlyMore(long more, long less) => more > less * (1 + Room) && more - less > (less == 0 ? RoomOfNone : RoomBytes);

    /// <summary>Compares.</summary>
    /// <param name="recorded">The file's figures by the benchmark's name.</param>
    /// <param name="measured">Those of now.</param>
    public static AllocationComparison Of(IReadOnlyDictionary<string, long> recorded, IReadOnlyDictionary<string, long> measured)
    {
        List<string> failures = [];
        List<string> lower = [];
        foreach (string name in recorded.Keys.Union(measured.Keys).Order(StringComparer.Ordinal))
        {
            if (!measured.TryGetValue(name, out long now))
            {
                failures.Add($"{name}: stands in the file, and there is no such benchmark");
            }
            else if (!recorded.TryGetValue(name, out long before))
            {
                failures.Add(Text($"{name}: does not stand in the file; it allocates {now:N0} bytes an operation"));
            }
            else if (IsClearlyMore(now, before))
            {
                failures.Add(
                    Text($"{name}: allocates {now:N0} bytes an operation, {now - before:N0} more than the {before:N0} of the file{Share(now, before)}"));
            }
            else if (IsClearlyMore(before, now))
            {
                lower.Add(Text($"{name}: allocates {now:N0} bytes an operation, the file says {before:N0}"));
            }
        }

        return new AllocationComparison(failures, lower);
    }

    private static string Share(long now, long before) => before == 0 ? "" : Text($" (+{100.0 * (now - before) / before:F1} %, {100 * Room:F0} % are allowed)");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
