using BotBottle.Controller.Store;

namespace BotBottle.Controller.State;

/// <summary>A run in memory: a live one, an ended one with spools left, or a frozen one. Guarded by <see cref="HostState.Gate"/>.</summary>
internal sealed class LiveRun(RunRecord record, OrdersFeed orders)
{
    /// <summary>The run's stored record.</summary>
    public RunRecord Record { get; set; } = record;

    /// <summary>The orders for its proxies.</summary>
    public OrdersFeed Orders => orders;

    /// <summary>Number of the events that the run's proxies reported in this minute.</summary>
    public EventQuota Events { get; set; }

    /// <summary>Hosts that its agent tries without need (<see cref="Core.Control.RunEgress.Tries"/>) and whose refusal was reported.</summary>
    public HashSet<string> TriesTold { get; } = new(StringComparer.Ordinal);

    /// <summary>Approval requests of the run and their decisions.</summary>
    public RunApprovals Approvals { get; } = new();

    /// <summary>Completes with null when an ordered freeze is done, else with the reason of its failure; null if no freeze is under way.</summary>
    public TaskCompletionSource<string?>? Freezing { get; set; }

    /// <summary>True if its folder could not be moved to the frozen folders: it is tried again only on request.</summary>
    public bool KeepFailed { get; set; }

    /// <summary>Held while the run's spools are drained: a second drain would find them locked and take them for spools of a living proxy.</summary>
    public SemaphoreSlim Draining { get; } = new(1, 1);

    /// <summary>Admitted calls whose usage is not known yet, by exchange.</summary>
    public Dictionary<string, Hold> InFlight { get; } = new(StringComparer.Ordinal);
}

/// <summary>Number of a run's events that were stored and dropped in the minute since <paramref name="Since"/>.</summary>
internal readonly record struct EventQuota(DateTimeOffset Since, int Kept, int Dropped);
