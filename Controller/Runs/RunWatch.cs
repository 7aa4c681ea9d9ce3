using BotBottle.Controller.Enforcement;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;

namespace BotBottle.Controller.Runs;

/// <summary>
/// Detects changes that no process reports. It checks every two seconds while there are runs, and stops without them. It detects: a bottle whose holding
/// process is gone; an ended run whose last proxy released its spool, so that a frozen run can be put aside; a <c>run</c> that Ctrl-Z stopped and that is to be
/// ended; a hold that belongs to no call; placeholders in a folder that no bottle uses any more.
/// </summary>
internal sealed class RunWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private readonly HostState _state;
    private readonly RunRegistry _registry;
    private readonly Enforcer _enforcer;
    private readonly FolderFindings _findings;
    private readonly HoldLeases _leases;
    private readonly Action<string> _complain;
    private readonly ITimer _timer;
    private readonly string _home;
    private string? _complaint;
    private int _looking;

    public RunWatch(HostState state, RunRegistry registry, Enforcer enforcer, FolderFindings findings, HoldLeases leases, string home, Action<string> complain)
    {
        _home = home;
        _state = state;
        _leases = leases;
        _registry = registry;
        _enforcer = enforcer;
        _findings = findings;
        _complain = complain;
        _timer = state.Time.CreateTimer(_ => _ = LookAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    /// <summary>Starts the checks, which continue until no run is left. Called after a run was added.</summary>
    public void Start() => _timer.Change(Period, Period);

    /// <summary>Checks every run once.</summary>
    public async Task LookAsync()
    {
        if (Interlocked.Exchange(ref _looking, 1) == 1)
        {
            return;
        }

        var swept = true;
        try
        {
            LiveRun[] runs;
            lock (_state.Gate)
            {
                runs = [.. _state.Runs.Values.Where(IsWatched)];
            }

            foreach (LiveRun run in runs)
            {
                await LookAtAsync(run).ConfigureAwait(false);
            }

            swept = Sweep();
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
            lock (_state.Gate)
            {
                if (swept && !_state.Runs.Values.Any(IsWatched))
                {
                    _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                }
            }
        }
    }

    /// <summary>Removes the placeholders that a killed run left in its shared folders.</summary>
    /// <returns>False while a run or a bottle uses a shared folder.</returns>
    private bool Sweep()
    {
        try
        {
            return FolderPlaceholders.Sweep(_home);
        }
        catch (Exception fault) when (fault is BottleException or IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            if (fault.Message != _complaint) // reported once, although every check finds it
            {
                _complaint = fault.Message;
                _complain($"what killed runs left in a shared folder could not be removed: {fault.Message}");
            }

            return true;
        }
    }

    /// <summary>True unless the run is frozen and only waits for an operator.</summary>
    private static bool IsWatched(LiveRun run) =>
        run.Record is { EndedAt: null } or { Drained: false } || (run.Record.Freeze is FreezeStep.Ordered && !run.KeepFailed);

    private async Task LookAtAsync(LiveRun run)
    {
        try
        {
            if (run.Record.EndedAt is not null)
            {
                await _registry.DrainAsync(run).ConfigureAwait(false);
            }
            else if (ProcessIdentity.StartOf(run.Record.Owner) != run.Record.OwnerStart)
            {
                await _registry.AbandonAsync(run).ConfigureAwait(false);
                await _findings.LookAfterAsync(run).ConfigureAwait(false);
            }
            else
            {
                _enforcer.WakeToEnd(run);
            }

            _leases.Renew(run, HoldLeases.Length);
        }
        catch (ObjectDisposedException)
        {
            // The controller stops; the next one checks at its start.
        }
        catch (Exception fault) when (fault is StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            _complain($"{run.Record.Name} could not be checked; the check is repeated: {fault.Message}");
        }
    }
}
