using System.Globalization;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>Formats figures for narrow cells.</summary>
internal static class Figures
{
    private const string Blocks = " ▁▂▃▄▅▆▇█";
    private const int MaxCells = 64;

    /// <summary>An amount in at most 4 cells, rounded down: <c>999</c>, <c>1.2k</c>, <c>500k</c>, <c>2M</c>.</summary>
    public static string Amount(long amount)
    {
        if (amount < 0)
        {
            return "-" + Amount(amount == long.MinValue ? long.MaxValue : -amount);
        }

        (long unit, string name) = amount switch
        {
            < 1_000 => (1, ""),
            < 1_000_000 => (1_000, "k"),
            < 1_000_000_000 => (1_000_000, "M"),
            < 1_000_000_000_000 => (1_000_000_000, "G"),
            _ => (1_000_000_000_000L, "T"),
        };
        long whole = amount / unit;
        long tenth = unit == 1 ? 0 : amount % unit * 10 / unit;
        return whole < 10 && tenth > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{whole}.{tenth}{name}")
            : string.Create(CultureInfo.InvariantCulture, $"{whole}{name}");
    }

    /// <summary>A duration in at most 6 cells: <c>45s</c>, <c>12 min</c> (<c>12m</c> would read as millions), <c>5h</c>, <c>3d</c>, <c>99y+</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "0s",
        { TotalMinutes: < 1 } => Whole(span.TotalSeconds, "s"),
        { TotalHours: < 1 } => Whole(span.TotalMinutes, " min"),
        { TotalDays: < 2 } => Whole(span.TotalHours, "h"),
        { TotalDays: < 999 } => Whole(span.TotalDays, "d"),
        _ => "years",
    };

    /// <summary>A remaining time as a clock: <c>4:12</c>.</summary>
    public static string Clock(TimeSpan span) => span < TimeSpan.Zero ? "0:00"
        : span.TotalHours < 1 ? span.ToString(@"m\:ss", CultureInfo.InvariantCulture)
        : Span(span);

    /// <summary>An elapsed time: <c>250ms</c>, <c>1.2s</c>, <c>12s</c>, <c>3 min</c>.</summary>
    public static string Took(TimeSpan span) => span switch
    {
        { TotalMilliseconds: < 999.5 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, span.TotalMilliseconds):0}ms"),
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0}s"),
        _ => Span(span),
    };

    /// <summary>The time of day in the operator's zone.</summary>
    public static string Time(DashboardState state, DateTimeOffset time) =>
        TimeZoneInfo.ConvertTime(time, state.Zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A bar and a percentage of the used part.</summary>
    /// <param name="part">The used part, from 0. Above 1 the bar is full and the percentage shows the excess.</param>
    /// <param name="cells">The width, at least 7.</param>
    public static string Bar(double part, int cells)
    {
        int length = cells - 5;
        int full = (int)Math.Clamp(Math.Floor(part * length), 0, length);
        if (part > 0 && full == 0)
        {
            full = 1;
        }

        string percent = part >= 9.995 ? ">999%" : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(part * 100):0}%");
        return new string('█', full) + new string('░', length - full) + percent.PadLeft(5);
    }

    /// <summary>A sparkline. The largest value fills a cell; every value above zero is visible.</summary>
    public static string Sparkline(ReadOnlySpan<long> values)
    {
        long most = 0;
        foreach (long value in values)
        {
            most = Math.Max(most, value);
        }

        Span<char> cells = stackalloc char[Math.Min(values.Length, MaxCells)];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = values[i] <= 0 ? Blocks[0] : Blocks[Math.Max(1, (int)(values[i] * (double)(Blocks.Length - 1) / most))];
        }

        return new string(cells);
    }

    /// <summary>The tone of a spent part.</summary>
    public static Tone ToneOf(double part) => part >= 1 ? Tone.Bad : part >= 0.8 ? Tone.Warn : Tone.Good;

    private static string Whole(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(value):0}{unit}");
}
