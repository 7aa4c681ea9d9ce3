using BotBottle.Controller.Store;

namespace BotBottle.Controller.State;

/// <summary>A run in memory: one that lives, that ended with spools left, or that is frozen. Guarded by <see cref="HostState.Gate"/>.</summary>
internal sealed class LiveRun(RunRecord record, OrdersFeed orders)
{
    /// <summary>What the store keeps of it.</summary>
    public RunRecord Record { get; set; } = record;

    /// <summary>What its proxies are told.</summary>
    public OrdersFeed Orders => orders;

    /// <summary>How much the run's proxies told in this minute.</summary>
    public EventQuota Events { get; set; }

    /// <summary>Where its agent merely tries something (<see cref="Core.Control.RunEgress.Tries"/>), and the refusal was told.</summary>
    public HashSet<string> TriesTold { get; } = new(StringComparer.Ordinal);

    /// <summary>What operators were asked about its held requests, and what they said.</summary>
    public RunApprovals Approvals { get; } = new();

    /// <summary>Ends with null when an ordered freeze is done, else with why it failed; null where none is under way.</summary>
    public TaskCompletionSource<string?>? Freezing { get; set; }

    /// <summary>True where its folder could not be put aside: not tried again before somebody asks.</summary>
    public bool KeepFailed { get; set; }

    /// <summary>Held while the run's spools are drained: a second drain would find them locked and take them for a living proxy's.</summary>
    public SemaphoreSlim Draining { get; } = new(1, 1);

    /// <summary>Admitted calls whose usage is not known yet, by exchange.</summary>
    public Dictionary<string, Hold> InFlight { get; } = new(StringComparer.Ordinal);
}
