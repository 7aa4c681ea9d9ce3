using System.Text.Json;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Routes;
using BotBottle.Core.Yaml;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Launching;

/// <summary>
/// Follows a run's routes file, or the bottles that its routes come from, while it runs: an edit of what is open, or of the bottles' budgets, reaches the controller, and with the run's orders its proxy, within a second. A broken edit keeps
/// the last good routes and is told. Polled: a watch of the kernel is lost when an editor saves by renaming, or on a network's file system.
/// </summary>
/// <remarks>
/// In a folder that the agent can write to, the file is a read-only mount, which an editor's rename takes off until it is put back. What the agent could
/// have written in between must not become its allowlist: there the file is held open from the start, and only what is written into that very file counts.
/// </remarks>
internal sealed class RoutesWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(150);

    private readonly CommandHost _host;
    private readonly RunRoutes _routes;
    private readonly Func<RouteEdit, CancellationToken, Task> _tell;
    private readonly SafeFileHandle? _held;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watch;
    private volatile RouteSet _current;
    private BudgetEdit? _budgets;

    /// <summary>Begins to watch, where there is a file.</summary>
    /// <param name="host">The surroundings.</param>
    /// <param name="routes">What the run began with.</param>
    /// <param name="shares">The run's shares, the working folder too.</param>
    /// <param name="tell">Tells the controller; tried again until it is taken.</param>
    public RoutesWatch(CommandHost host, RunRoutes routes, IEnumerable<Share> shares, Func<RouteEdit, CancellationToken, Task> tell)
    {
        _host = host;
        _routes = routes;
        _tell = tell;
        _current = routes.Set;
        _budgets = routes.Bottles?.Budgets;
        if (routes.Path is { } path && shares.Any(share => !share.ReadOnly && Paths.Holds(Paths.Real(share.Path), path)))
        {
            _held = RegularFile.Open(path, Links.Refuse);
        }

        _watch = routes switch
        {
            { Path: { } file } => WatchAsync(() => [file], () => ReadFile(file)),
            { Bottles: { } bottles } => WatchAsync(() => bottles.Files, bottles.Read), // never in a shared folder: nobody but the operator writes them
            _ => Task.CompletedTask,
        };
    }

    /// <summary>The last good routes: what a proxy that starts now begins with.</summary>
    public RouteSet Current => _current;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        _stop.Dispose();
        _held?.Dispose();
    }

    private async Task WatchAsync(Func<IReadOnlyList<string>> files, Func<RouteSet> read)
    {
        FileStamp[] known = Stamps(files());
        FileStamp[] seen = known;
        try
        {
            // An edit that was made between the first reading and now.
            RouteEdit? untold = Read(read);
            while (true)
            {
                if (untold is not null && await TellAsync(untold))
                {
                    untold = null;
                }

                await Task.Delay(Interval, _host.Time, _stop.Token);
                FileStamp[] now = Stamps(files());
                if (!now.SequenceEqual(known) && now.SequenceEqual(seen))
                {
                    // Unchanged for one look: whoever writes it is probably done.
                    untold = Read(read) ?? untold;
                    now = known = Stamps(files());
                }

                seen = now;
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private static FileStamp[] Stamps(IReadOnlyList<string> files) => [.. files.Select(FileStamp.Of)];

    private RouteSet ReadFile(string path)
    {
        // While its mask is off an agent may have put anything there: a pipe would hold up the run's end.
        byte[] text;
        try
        {
            text = RegularFile.Read(path, ConfigurationFile.MostBytes, Links.Refuse);
        }
        catch (IOException unreadable)
        {
            throw new IOException($"{_routes.Name} cannot be read: {unreadable.Message}", unreadable);
        }

        return _held is null || text.AsSpan().SequenceEqual(RegularFile.Read(_held, ConfigurationFile.MostBytes))
            ? RoutesReader.Read(VisibleText.Decode(text, _routes.Name), _routes.Name)
            : throw new IOException(
                $"{_routes.Name} was replaced in a folder that the agent can write to, so that nobody knows who wrote it. "
                + "Edit it in place, or keep it outside of the shared folder");
    }

    /// <summary>The edit; null where the files say what is in force.</summary>
    private RouteEdit? Read(Func<RouteSet> source)
    {
        try
        {
            RouteSet written = source();
            RouteSet read = _routes.Complete(written);
            BudgetEdit? budgets = _routes.Bottles?.Budgets;
            if (RoutesReader.Same(read, _current) && Same(budgets, _budgets))
            {
                return null;
            }

            (_current, _budgets) = (read with { Version = _current.Version + 1 }, budgets);
            string[] missing = [.. RoutesFile.VariablesOf(read).Where(variable => _routes.Secrets.All(secret => secret.Variable != variable))];
            return new RouteEdit(
                _current, $"{_routes.Name} was read again: {written.Routes.Count} routes"
                + (missing.Length > 0 ? $"; {string.Join(", ", missing)} was not named and set when the run began, so its routes refuse until the next run" : ""), budgets);
        }
        catch (Exception broken) when (broken is ConfigurationException or CommandFailure or IOException or UnauthorizedAccessException)
        {
            return new RouteEdit(null, $"{broken.Message}; the last good routes stay");
        }
    }

    private static bool Same(BudgetEdit? one, BudgetEdit? other) =>
        JsonSerializer.Serialize(one, ControlJson.Default.BudgetEdit) == JsonSerializer.Serialize(other, ControlJson.Default.BudgetEdit);

    private async Task<bool> TellAsync(RouteEdit edit)
    {
        try
        {
            await _tell(edit, _stop.Token);
            return true;
        }
        catch (ControllerException gone) when (gone.Code == ControllerException.Unreachable)
        {
            // Its keeper starts another one.
            return false;
        }
        catch (ControllerException refused)
        {
            _host.Complain($"the edit of {_routes.Name} is not in force: {refused.Message}");
            return true;
        }
    }
}
