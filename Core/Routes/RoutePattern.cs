using System.Text.RegularExpressions;

namespace BotBottle.Core.Routes;

/// <summary>
/// A regular expression of a route. It runs without backtracking, in time linear in its input, because agents choose what it runs over; and it is
/// anchored at both ends, so that <c>/public</c> does not also open <c>/secret?x=/public</c> or <c>/public/../secret</c>.
/// </summary>
public sealed class RoutePattern
{
    /// <summary>The longest expression, in characters.</summary>
    public const int MaxLength = 1000;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private readonly Regex _whole;

    private RoutePattern(Regex whole) => _whole = whole;

    /// <summary>Compiles an expression.</summary>
    /// <param name="text">The expression, without anchors.</param>
    /// <param name="pattern">The pattern; null where there is a problem.</param>
    /// <returns>Null, or what is wrong with it.</returns>
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
            // By itself first: "a)|(b" would otherwise close the group that anchors it.
            _ = new Regex(text, Options);
            pattern = new RoutePattern(new Regex($@"\A(?:{text})\z", Options));
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

    /// <summary>Whether the whole text satisfies it.</summary>
    public bool IsMatch(string text) => _whole.IsMatch(text);
}
