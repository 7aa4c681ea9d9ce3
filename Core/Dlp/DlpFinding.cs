using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using BotBottle.Core.Settings;
using BotBottle.Core.Text;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Something that must not leave as it is. Findings of one text come in order of <see cref="Start"/>, and those of severity block never overlap: where two
/// matches do, the later one begins where the earlier ends. A finding of severity warn takes no bytes from another and may overlap.
/// </summary>
/// <param name="Kind">Which detector made it.</param>
/// <param name="Rule">The rule's id; the secret's name for a known one.</param>
/// <param name="Reason">What a refusal says it is.</param>
/// <param name="Severity">What it does.</param>
/// <param name="Start">Where it begins: bytes from the beginning of the text.</param>
/// <param name="Length">Its bytes. 0 for a known secret that lies within the finding before, which covers it.</param>
/// <param name="Context">What stands before it, cleaned and without other findings, the fixed prefix if its rule has one, and <c>***</c>.</param>
/// <param name="Fingerprint">HMAC-SHA256 of the decoded value (of the secret itself for a known one) under the detectors' key, in lower-case hex: one for all encodings.</param>
public sealed record DlpFinding(
    DlpKind Kind, string Rule, string Reason, DlpSeverity Severity, long Start, int Length, string Context, string Fingerprint);

/// <summary>Which detector made a finding.</summary>
[JsonConverter(typeof(WireName<DlpKind>))]
public enum DlpKind
{
    /// <summary>The public shape of a credential.</summary>
    TokenPattern,
    /// <summary>A value that this run must not give away.</summary>
    KnownSecret,
    /// <summary>A rule of the operator's (<c>dlp.rules</c>).</summary>
    Rule,
}

/// <summary>Compiles an operator's expression. Agents choose what it runs over: without NonBacktracking it could be made to take exponential time.</summary>
internal static class OperatorExpression
{
    public static Regex Compile(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
