using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Settings;

/// <summary>Settings key <c>dlp</c>: the outbound detectors of this host.</summary>
/// <param name="KnownSecrets">Names of host variables, or paths of files, whose values must not leave.</param>
/// <param name="Allow">Values that may leave although a detector matches them.</param>
/// <param name="Rules">The operator's own detectors.</param>
/// <param name="ApprovalTimeout">The time that a held request waits for an operator.</param>
public sealed record DlpSettings(
    IReadOnlyList<string> KnownSecrets, IReadOnlyList<DlpAllowance> Allow, IReadOnlyList<DlpRule> Rules, TimeSpan ApprovalTimeout);

/// <summary>A value that may leave, with exactly one of the two set.</summary>
/// <param name="Value">The value itself.</param>
/// <param name="Pattern">A regular expression that the matched value must satisfy.</param>
public sealed record DlpAllowance(string? Value, string? Pattern);

/// <summary>An operator's own detector.</summary>
/// <param name="Name">The name for refusals.</param>
/// <param name="Pattern">The regular expression, which compiles without backtracking.</param>
/// <param name="Severity">The effect of a match.</param>
public sealed record DlpRule(string Name, string Pattern, DlpSeverity Severity);

/// <summary>Effect of a match of a detector.</summary>
[JsonConverter(typeof(WireName<DlpSeverity>))]
public enum DlpSeverity
{
    /// <summary>The request is not sent unchanged.</summary>
    Block,
    /// <summary>The request is sent, with an event.</summary>
    Warn,
}
