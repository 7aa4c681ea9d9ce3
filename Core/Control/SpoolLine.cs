namespace BotBottle.Core.Control;

/// <summary>
/// One line of a run's spool: exactly one of the two is set. <see cref="Admitted"/> is written before the last byte of an admitted
/// request goes upstream, <see cref="Ended"/> before the last byte of its answer goes to the client. An admitted line without its
/// ended line, in the spool of a proxy that is gone, is a call that is charged by estimate.
/// </summary>
/// <param name="Admitted">A model call was admitted; holds the estimate that is charged if nothing more is learned.</param>
/// <param name="Ended">A model call ended.</param>
public sealed record SpoolLine(UsageReport? Admitted, UsageReport? Ended);
