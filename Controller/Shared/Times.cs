using System.Globalization;

namespace BotBottle.Controller.Shared;

/// <summary>Formats times for people.</summary>
internal static class Times
{
    /// <summary>Formats the time since a moment: <c>5 s</c>, <c>12 min</c>, <c>3 h</c>, <c>2 d</c>.</summary>
    public static string Ago(DateTimeOffset then, DateTimeOffset now)
    {
        return Span(now - then);
    }

    /// <summary>Formats a duration in its largest unit: <c>5 s</c>, <c>12 min</c>; the least is <c>0 s</c>.</summary>
    public static string Span(TimeSpan age)
    {
        (double value, string unit) = age switch
        {
            { TotalMinutes: < 1 } => (age.TotalSeconds, "s"),
            { TotalHours: < 1 } => (age.TotalMinutes, "min"),
            { TotalDays: < 1 } => (age.TotalHours, "h"),
            _ => (age.TotalDays, "d"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, Math.Floor(value)):0} {unit}");
    }

    /// <summary>Formats a date and time of UTC to the minute.</summary>
    public static string Minute(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Formats a local date and time to the second.</summary>
    public static string Full(DateTimeOffset time, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
