using System.Globalization;

namespace BotBottle.Bench.Allocations;

/// <summary>Compares the allocated bytes per operation with those recorded in the repository.</summary>
/// <param name="Failures">One sentence for each benchmark that allocates more than allowed or is on only one side.</param>
/// <param name="Lower">One sentence for each benchmark that allocates clearly less, so that the file allows too much.</param>
internal sealed record AllocationComparison(IReadOnlyList<string> Failures, IReadOnlyList<string> Lower)
{
    // Both must be exceeded: a tenth of a small number is less than another version of the runtime needs for a Task.
    private const double Room = 0.10;
    private const long RoomBytes = 64;

    // A benchmark without allocations must not begin to allocate. An object has 24 bytes; less is an occasional one that is not the benchmark's.
    private const long RoomOfNone = 8;

    /// <summary>True if the difference is more than rounding.</summary>
    public static bool IsClearlyMore(long more, long less) => more > less * (1 + Room) && more - less > (less == 0 ? RoomOfNone : RoomBytes);

    /// <summary>Compares two sets of figures.</summary>
    /// <param name="recorded">The figures of the file, by benchmark.</param>
    /// <param name="measured">The measured figures, by benchmark.</param>
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
