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
/// Follows a run's routes file, or the bottles of its routes, while it runs. An edit of the routes or of the bottles' budgets reaches the controller, and with
/// the run's orders its proxy, within a second. A broken edit keeps the last valid routes and is reported. The files are polled: a kernel watch is lost when an
/// editor replaces the file by rename, or does not work on a network file system.
/// </summary>
/// <remarks>
/// In a folder that the agent can write, the file is a read-only mount. An editor's rename removes that mount until it is restored. Text that the agent could
/// have written meanwhile must not become its allowlist. So the file is held open from the start there, and only edits in that same file count.
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

    /// <summary>Begins to watch, if there is a file.</summary>
    /// <param name="host">The command's surroundings.</param>
    /// <param name="routes">The routes at the start.</param>
    /// <param name="shares">The run's shares, with the working folder.</param>
    /// <param name="tell">Sends an edit to the controller; retried until it is accepted.</param>
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
            { Bottles: { } bottles } => WatchAsync(() => bottles.Files, bottles.Read), // never in a shared folder: only the operator writes them
            _ => Task.CompletedTask,
        };
    }

    /// <summary>The last valid routes, with which a new proxy starts.</summary>
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
            // Catches an edit between the first reading and now.
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
                    // Unchanged since the last check: the editor has probably finished.
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
        // While the mount is gone, the agent may have put anything there: a pipe would block the run's end.
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
                $"{_routes.Name} was replaced by rename in a folder that the agent can write to, so it is ignored: the agent may have written it. "
                + "Edit it in place, or keep it outside of the shared folder");
    }

    /// <summary>Gets the edit; null if the files equal the routes in force.</summary>
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
                + (missing.Length > 0
                    ? $"; {string.Join(", ", missing)} was not named and set when the run began, so its routes refuse until the next run"
                    : ""), budgets);
        }
        catch (Exception broken) when (broken is ConfigurationException or CommandFailure or IOException or UnauthorizedAccessException)
        {
            return new RouteEdit(null, $"{broken.Message}; the last valid routes stay in force");
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
            // The run's ControllerKeeper starts another one.
            return false;
        }
        catch (ControllerException refused)
        {
            _host.Complain($"the edit of {_routes.Name} is not in force: {refused.Message}");
            return true;
        }
    }
}
