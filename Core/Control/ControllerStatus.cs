namespace BotBottle.Core.Control;

/// <summary>What <c>controller status</c> shows.</summary>
/// <param name="Pid">The controller's process id.</param>
/// <param name="Version">The program's version.</param>
/// <param name="StartedAt">When it took over the host.</param>
/// <param name="Home">The folder of its files.</param>
/// <param name="LiveRuns">Runs that have not ended.</param>
/// <param name="LedgerRows">Rows in the ledger; 0 where it cannot be read.</param>
public sealed record ControllerStatus(
    int Pid, string Version, DateTimeOffset StartedAt, string Home, int LiveRuns, long LedgerRows)
{
    /// <summary>Why the database takes no writes, so that model calls are refused; null while it does.</summary>
    public string? StoreFault { get; init; }
}
