using System.Text.RegularExpressions;

namespace BotBottle.Core.Routes;

/// <summary>
/// A regular expression of a route. It runs without backtracking, in linear time, because agents choose its input. It is anchored at both ends, so that
/// <c>/public</c> does not also open <c>/secret?x=/public</c> or <c>/public/../secret</c>.
/// </summary>
public sealed class RoutePattern
{
    /// <summary>Maximum length of an expression in characters.</summary>
    public const int MaxLength = 1000;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private readonly Regex _whole;

    private RoutePattern(string text, Regex whole)
    {
        Text = text;
        _whole = whole;
    }

    /// <summary>The expression, without anchors.</summary>
    public string Text { get; }

    /// <summary>Compiles an expression.</summary>
    /// <param name="text">The expression, without anchors.</param>
    /// <param name="pattern">The pattern; null after an error.</param>
    /// <returns>The error; null for none.</returns>
    public static string? TryCompile(string text, out RoutePattern? pattern)
    {
        ArgumentNullException.ThrowIfNull(text);
        pattern = null;
        if (text.Length is 0 or > MaxLength)
        {
            return $"1 to {MaxLength} characters";
        }

        try
        {
            // Compiled alone first: "a)|(b" would otherwise close the anchoring group.
            _ = new Regex(text, Options);
            pattern = new RoutePattern(text, new Regex($@"\A(?:{text})\z", Options));
            return null;
        }
        catch (ArgumentException broken)
        {
            return broken.Message;
        }
        catch (NotSupportedException unsupported)
        {
            return $"look-around, back-references, atomic groups and very large repetitions are not available ({unsupported.Message})";
        }
    }

    /// <summary>True if the pattern matches the whole text.</summary>
    public bool IsMatch(string text) => _whole.IsMatch(text);
}
