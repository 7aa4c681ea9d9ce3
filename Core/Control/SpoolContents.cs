namespace BotBottle.Core.Control;

/// <summary>What the spool of a dead proxy says; see <see cref="SpoolFormat"/>.</summary>
/// <param name="Ended">Calls that ended; some may be in the ledger already (reports are idempotent).</param>
/// <param name="Unfinished">Calls that were admitted and have no end: charged by estimate, end <see cref="ExchangeEnd.ProxyDied"/>.</param>
/// <param name="Damaged">Lines that cannot be read: a torn last one is normal after a kill, more is worth an event.</param>
public sealed record SpoolContents(IReadOnlyList<UsageReport> Ended, IReadOnlyList<UsageReport> Unfinished, int Damaged);
