using BotBottle.Core.Settings;

namespace BotBottle.Core.Control;

/// <summary>What a proxy looks for in what a run sends, besides the public shapes of tokens and the credentials that it puts into requests itself.</summary>
/// <param name="KnownSecrets">The values of <c>dlp.known_secrets</c>.</param>
/// <param name="Allow">Values that may leave.</param>
/// <param name="Rules">The operator's detectors.</param>
public sealed record DlpConfiguration(IReadOnlyList<SecretValue> KnownSecrets, IReadOnlyList<DlpAllowance> Allow, IReadOnlyList<DlpRule> Rules)
{
    /// <summary>Nothing more than what every run looks for.</summary>
    public static DlpConfiguration Empty { get; } = new([], [], []);
}
