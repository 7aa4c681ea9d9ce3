namespace BotBottle.Core.Control;

/// <summary>Sent after the commit: these exchanges are in the ledger, by this report or an earlier one.</summary>
/// <param name="Exchanges">The ids of the acknowledged exchanges.</param>
public sealed record UsageAcknowledgement(IReadOnlyList<string> Exchanges);
