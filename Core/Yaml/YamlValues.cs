using System.Globalization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Yaml;

/// <summary>Reads scalars as configuration values. Each error names the place, the expected and the actual value.</summary>
public static class YamlValues
{
    /// <summary>Reads a text of 1 to <paramref name="maxLength"/> characters without control characters.</summary>
    public static string ReadText(this YamlNode node, string what, int maxLength = 1024)
    {
        YamlScalar scalar = node.AsScalar(what);
        return scalar.Text.Length == 0 || scalar.Text.Length > maxLength || scalar.Text.Any(char.IsControl)
            ? throw scalar.Expected(what, $"a text of 1 to {maxLength} characters without control characters")
            : scalar.Text;
    }

    /// <summary>Reads a whole amount of tokens or requests, at least 1 (<see cref="TokenAmount"/>).</summary>
    public static long ReadAmount(this YamlNode node, string what)
    {
        YamlScalar scalar = node.AsScalar(what);
        return TokenAmount.TryParse(scalar.Text, out long amount) && amount > 0
            ? amount
            : throw scalar.Expected(what, "a whole number above 0, such as 500000, 500k or 5M");
    }

    /// <summary>Reads a decimal number from <paramref name="min"/> to <paramref name="max"/>, such as <c>0.8</c>.</summary>
    public static decimal ReadDecimal(this YamlNode node, string what, decimal min, decimal max)
    {
        YamlScalar scalar = node.AsScalar(what);
        // Checks the characters first, because TryParse accepts a trailing NUL.
        return scalar.Text.All(c => char.IsAsciiDigit(c) || c == '.')
            && decimal.TryParse(scalar.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            && value >= min && value <= max
            ? value
            : throw scalar.Expected(what, string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"));
    }

    /// <summary>Reads a duration (<see cref="DurationText"/>).</summary>
    public static TimeSpan ReadDuration(this YamlNode node, string what)
    {
        YamlScalar scalar = node.AsScalar(what);
        return DurationText.TryParse(scalar.Text, out TimeSpan duration)
            ? duration
            : throw scalar.Expected(what, "a duration, such as 300s, 24h or 7d");
    }

    /// <summary>Reads <c>true</c> or <c>false</c>, without quotes.</summary>
    public static bool ReadFlag(this YamlNode node, string what) => node switch
    {
        YamlScalar { IsPlain: true, Text: "true" } => true,
        YamlScalar { IsPlain: true, Text: "false" } => false,
        _ => throw node.Expected(what, "true or false"),
    };

    /// <summary>Reads a wire name of <typeparamref name="T"/>.</summary>
    public static T ReadName<T>(this YamlNode node, string what) where T : struct, Enum
    {
        string[] names = [.. Enum.GetValues<T>().Select(WireNames.Of)];
        return WireNames.TryParse(node.ReadOneOf(what, names), out T value) ? value : throw node.Expected(what, Choice(names));
    }

    /// <summary>Reads one of <paramref name="names"/>.</summary>
    public static string ReadOneOf(this YamlNode node, string what, params ReadOnlySpan<string> names)
    {
        YamlScalar scalar = node.AsScalar(what);
        return names.Contains(scalar.Text) ? scalar.Text : throw scalar.Expected(what, Choice(names));
    }

    private static string Choice(ReadOnlySpan<string> names) => "one of " + string.Join(", ", names!);
}
