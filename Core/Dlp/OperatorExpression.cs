using System.Text.RegularExpressions;

namespace BotBottle.Core.Dlp;

/// <summary>Compiles an operator's expression. Agents choose what it runs over: without NonBacktracking it could be made to take exponential time.</summary>
internal static class OperatorExpression
{
    public static Regex Compile(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
