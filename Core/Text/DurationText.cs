using System.Globalization;
using System.Text;

namespace BotBottle.Core.Text;

/// <summary>Durations in text: <c>300s</c>, <c>90m</c>, <c>24h</c>, <c>7d</c>, <c>1h30m</c>.</summary>
public static class DurationText
{
    /// <summary>The longest duration: ten years.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromDays(3650);

    /// <summary>Reads one or more pairs of a whole number and a unit (<c>d</c>, <c>h</c>, <c>m</c>, <c>s</c>), largest unit first.</summary>
    /// <param name="text">The text.</param>
    /// <param name="duration">The duration, above zero and at most <see cref="Max"/>; zero after a failure.</param>
    /// <returns>False for any other text.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        long seconds = 0;
        long smallest = long.MaxValue;
        while (!text.IsEmpty)
        {
            int digits = 0;
            long value = 0;
            for (; digits < text.Length && digits < 10 && char.IsAsciiDigit(text[digits]); digits++)
            {
                value = value * 10 + (text[digits] - '0');
            }

            if (digits == 0 || digits == text.Length || SecondsOf(text[digits]) is not { } unit || unit >= smallest)
            {
                return false;
            }

            seconds += value * unit;
            smallest = unit;
            text = text[(digits + 1)..];
        }

        if (seconds == 0 || seconds > (long)Max.TotalSeconds)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>Writes a duration of whole seconds; <see cref="TryParse"/> reads it back.</summary>
    public static string Format(TimeSpan duration)
    {
        long rest = (long)duration.TotalSeconds;
        StringBuilder text = new();
        foreach (char unit in "dhms")
        {
            if (SecondsOf(unit) is { } size && rest >= size)
            {
                text.Append(CultureInfo.InvariantCulture, $"{rest / size}{unit}");
                rest %= size;
            }
        }

        return text.ToString();
    }

    private static long? SecondsOf(char unit) => unit switch
    {
        'd' => 86_400,
        'h' => 3_600,
        'm' => 60,
        's' => 1,
        _ => null,
    };
}
