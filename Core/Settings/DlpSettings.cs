namespace BotBottle.Core.Settings;

/// <summary>Settings key <c>dlp</c>: what outbound scanning looks for on this host.</summary>
/// <param name="KnownSecrets">Names of host variables, or paths of files, whose values must not leave.</param>
/// <param name="Allow">Values that may leave although a detector matches them.</param>
/// <param name="Rules">The operator's own detectors.</param>
/// <param name="ApprovalTimeout">How long a held request waits for an operator.</param>
public sealed record DlpSettings(
    IReadOnlyList<string> KnownSecrets, IReadOnlyList<DlpAllowance> Allow, IReadOnlyList<DlpRule> Rules, TimeSpan ApprovalTimeout);
