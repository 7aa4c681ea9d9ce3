using BotBottle.Controller.Enforcement;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;

namespace BotBottle.Controller.Runs;

/// <summary>
/// Notices what nobody tells: that the process which held a bottle is gone, that the last proxy of an ended run let go of its spool, so that a frozen one can be put
/// aside, that Ctrl-Z stopped a <c>run</c> which is to be ended, that a hold belongs to no call, that placeholders stand in a folder which no bottle uses any more. It looks
/// every two seconds while there are runs, and not at all without them.
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

    /// <summary>Looks from now on, until no run is left. Called after a run was added.</summary>
    public void Start() => _timer.Change(Period, Period);

    /// <summary>Looks once at every run.</summary>
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

    /// <summary>Removes what a killed run left in its shared folders.</summary>
    /// <returns>False while there is a shared folder that a run or a bottle uses.</returns>
    private bool Sweep()
    {
        try
        {
            return FolderPlaceholders.Sweep(_home);
        }
        catch (Exception fault) when (fault is BottleException or IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            if (fault.Message != _complaint) // once, though it looks again and again
            {
                _complaint = fault.Message;
                _complain($"what killed runs left in a shared folder could not be removed: {fault.Message}");
            }

            return true;
        }
    }

    /// <summary>Frozen runs wait for an operator, and for nothing else.</summary>
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
            // The controller stops; the next one looks at its start.
        }
        catch (Exception fault) when (fault is StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            _complain($"{run.Record.Name} could not be looked after, it is tried again: {fault.Message}");
        }
    }
}
