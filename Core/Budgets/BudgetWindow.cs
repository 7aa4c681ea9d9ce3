using System.Diagnostics.CodeAnalysis;
using BotBottle.Core.Text;

namespace BotBottle.Core.Budgets;

/// <summary>
/// The period in which a budget counts (key <c>window</c>): <c>none</c>, a sliding duration such as <c>24h</c>, or <c>daily</c>, <c>weekly</c>, <c>monthly</c>
/// (UTC calendar).
/// </summary>
public readonly record struct BudgetWindow
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private BudgetWindow(WindowKind kind, TimeSpan length)
    {
        Kind = kind;
        Length = length;
    }

    /// <summary>A window that only a reset ends; also <c>default</c>.</summary>
    public static BudgetWindow None => default;

    /// <summary>The kind of period.</summary>
    public WindowKind Kind { get; }

    /// <summary>The length of a sliding window, from one second to 366 days; zero for the other kinds.</summary>
    public TimeSpan Length { get; }

    /// <summary>A sliding window.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Shorter than a second or longer than 366 days.</exception>
    public static BudgetWindow Sliding(TimeSpan length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Longest);
        return new BudgetWindow(WindowKind.Sliding, length);
    }

    /// <summary>
    /// Reads the text form. A duration is one or more whole numbers with a unit (<c>d</c>, <c>h</c>, <c>m</c>, <c>s</c>), largest unit first.
    /// </summary>
    /// <returns>False for any other text, and for durations outside of one second to 366 days.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out BudgetWindow window)
    {
        window = default;
        if (text is null)
        {
            return false;
        }

        if (WireNames.TryParse(text, out WindowKind kind) && kind != WindowKind.Sliding)
        {
            window = new BudgetWindow(kind, TimeSpan.Zero);
            return true;
        }

        if (!DurationText.TryParse(text, out TimeSpan length) || length > Longest)
        {
            return false;
        }

        window = new BudgetWindow(WindowKind.Sliding, length);
        return true;
    }

    /// <summary>The earliest time whose spending still counts at <paramref name="now"/>; null where all spending counts.</summary>
    public DateTimeOffset? StartsAt(DateTimeOffset now)
    {
        DateTimeOffset day = new(now.UtcDateTime.Date, TimeSpan.Zero);
        return Kind switch
        {
            WindowKind.Sliding => now - Length,
            WindowKind.Daily => day,
            WindowKind.Weekly => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            WindowKind.Monthly => day.AddDays(1 - day.Day),
            _ => null,
        };
    }

    /// <summary>The end of the calendar period that contains <paramref name="now"/>; null for the other kinds.</summary>
    public DateTimeOffset? EndsAt(DateTimeOffset now) => Kind switch
    {
        WindowKind.Daily => StartsAt(now)?.AddDays(1),
        WindowKind.Weekly => StartsAt(now)?.AddDays(7),
        WindowKind.Monthly => StartsAt(now)?.AddMonths(1),
        _ => null,
    };

    /// <summary>The text form; <see cref="TryParse"/> reads it back.</summary>
    public override string ToString() => Kind == WindowKind.Sliding ? DurationText.Format(Length) : WireNames.Of(Kind);
}

/// <summary>Kind of budget window.</summary>
public enum WindowKind
{
    /// <summary>Only a reset starts it again.</summary>
    None,

    /// <summary>Looks back over a fixed length from the present.</summary>
    Sliding,

    /// <summary>Starts at midnight UTC.</summary>
    Daily,

    /// <summary>Starts on Monday at midnight UTC.</summary>
    Weekly,

    /// <summary>Starts on the first of the month at midnight UTC.</summary>
    Monthly,
}
