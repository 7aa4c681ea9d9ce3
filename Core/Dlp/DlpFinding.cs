using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using BotBottle.Core.Settings;
using BotBottle.Core.Text;

namespace BotBottle.Core.Dlp;

/// <summary>
/// A value that must not leave the run unchanged. Findings of one text are ordered by <see cref="Start"/>. Findings of severity block never overlap: where two
/// matches do, the later one begins at the end of the earlier. Findings of severity warn may overlap others.
/// </summary>
/// <param name="Kind">The kind of detector.</param>
/// <param name="Rule">The rule's id; the secret's name for a known one.</param>
/// <param name="Reason">The description for a refusal.</param>
/// <param name="Severity">The effect of the finding.</param>
/// <param name="Start">The offset of the first byte in the text.</param>
/// <param name="Length">The length in bytes; 0 for a known secret inside the finding before it, which covers it.</param>
/// <param name="Context">The text before the value, cleaned and without other findings, then the rule's fixed prefix, if any, and <c>***</c>.</param>
/// <param name="Fingerprint">HMAC-SHA256 of the decoded value (of the secret itself for a known one) under the detectors' key, in lower-case hex. It is the
/// same for all encodings.</param>
public sealed record DlpFinding(
    DlpKind Kind, string Rule, string Reason, DlpSeverity Severity, long Start, int Length, string Context, string Fingerprint)
{
    /// <summary>True if the value may go on behind the finding, because it is longer than the search covers.</summary>
    public bool IsCut { get; init; }
}

/// <summary>Kind of detector.</summary>
[JsonConverter(typeof(WireName<DlpKind>))]
public enum DlpKind
{
    /// <summary>The public shape of a credential.</summary>
    TokenPattern,
    /// <summary>A value that must not leave this run.</summary>
    KnownSecret,
    /// <summary>An operator's rule (<c>dlp.rules</c>).</summary>
    Rule,
}

/// <summary>Compiles an operator's expression with NonBacktracking. Agents choose its input, which could otherwise take exponential time.</summary>
internal static class OperatorExpression
{
    public static Regex Compile(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
