using System.Reflection;
using BotBottle.Controller.Api;
using BotBottle.Controller.Approvals;
using BotBottle.Controller.Budgets;
using BotBottle.Controller.Enforcement;
using BotBottle.Controller.Feed;
using BotBottle.Controller.Runs;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Yaml;
using Microsoft.Data.Sqlite;

namespace BotBottle.Controller.Daemon;

/// <summary>The controller of one home: the order of its start and its end. docs/architecture.md follows a report through it.</summary>
internal sealed class ControllerService : IAsyncDisposable
{
    private readonly Stack<IDisposable> _parts = new();
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ApiServer? _server;

    private ControllerService()
    {
    }

    /// <summary>Completes when a client has asked the controller to stop.</summary>
    public Task StopAsked => _stop.Task;

    /// <summary>Runs a controller until it is asked to stop.</summary>
    /// <param name="home">The folder of its files.</param>
    /// <param name="complain">Receives a line for the controller's log.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ControllerStartException">It cannot start: another one runs, or the settings or the database cannot be used.</exception>
    public static async Task RunAsync(string home, Action<string> complain, CancellationToken cancellation)
    {
        await using ControllerService service = await StartAsync(home, TimeProvider.System, complain, cancellation).ConfigureAwait(false);
        await service.StopAsked.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Starts a controller; its sockets are open when this returns.</summary>
    /// <exception cref="ControllerStartException">It cannot start: another one runs, or the settings or the database cannot be used.</exception>
    public static async Task<ControllerService> StartAsync(
        string home, TimeProvider time, Action<string> complain, CancellationToken cancellation = default)
    {
        ControllerService service = new();
        try
        {
            await service.BuildAsync(new BottleHome(home), time, complain, cancellation).ConfigureAwait(false);
            return service;
        }
        catch (Exception fault)
        {
            await service.DisposeAsync().ConfigureAwait(false);
            if (fault is SqliteException unread)
            {
                throw new ControllerStartException(SqliteFaults.AtStart(unread, new BottleHome(home).Database).Message, fault);
            }

            if (fault is ConfigurationException or StoreUnavailableException or InvalidDataException or IOException or UnauthorizedAccessException)
            {
                throw new ControllerStartException(fault.Message, fault);
            }

            throw;
        }
    }

    /// <summary>Accepts no more calls, finishes the queue, closes the store, and releases the lock for the next controller.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync().ConfigureAwait(false);
        }

        while (_parts.TryPop(out IDisposable? part))
        {
            part.Dispose();
        }
    }

    private async Task BuildAsync(BottleHome home, TimeProvider time, Action<string> complain, CancellationToken cancellation)
    {
        BottleHome.MakePrivate(home.Root);
        Own(InstanceLock.TryTake(home.ControllerLock) ?? throw new ControllerStartException($"another controller runs in {home.Root}"));
        // Kestrel and the store each take some 60 ms to start and do not depend on each other.
        Task<ApiServer> server = Task.Run(() => new ApiServer(home, complain), cancellation);
        // The stamp is taken before the text, so that an edit in between is read again.
        FileStamp stamp = FileStamp.Of(home.Settings);
        HostPolicy policy = PolicyFile.Read(home.Settings);
        SqliteLedgerStore store = Own(new SqliteLedgerStore(home.Database, complain));
        StoreSnapshot snapshot = store.Load();
        long firstVersion = (snapshot.LastEvent + 1) << 20;
        OrdersFeed NewOrders() => new(firstVersion);

        HostState state = new(time, policy);
        EventSignal signal = new();
        BudgetDefinitions definitions = new(store);
        LedgerWriter writer = Own(new LedgerWriter(store, state.Gate));
        FrozenFolders folders = new(home);
        Enforcer enforcer = new(state, new AgentKiller(writer, time, complain), folders);
        WindowTimer timer = Own(new WindowTimer(state, writer, complain));
        Review review = new(state, definitions, enforcer, timer);
        Recovery recovery = new(state, writer, enforcer, definitions, home);
        recovery.Load(snapshot, NewOrders);
        PolicyFile policyFile = Own(new PolicyFile(home.Settings, stamp, state, writer, definitions));
        AdmissionDesk desk = new(state, writer, policyFile);
        writer.Start(
            (transaction, aftermath) =>
            {
                review.Run(transaction, aftermath);
                aftermath.OnCommit(desk.Serve);
            },
            signal.Pulse, state.Changes.Mark, complain);
        await recovery.TakeOverAsync().ConfigureAwait(false);

        DeclaredBudgets declared = new(state, definitions);
        FrozenRuns frozen = new(state, writer, enforcer, definitions, declared, folders, home, NewOrders);
        await frozen.RecoverAsync().ConfigureAwait(false);
        RunRegistry registry = new(state, writer, enforcer, definitions, declared, frozen, home, NewOrders);
        HoldLeases leases = new(state, home, desk);
        FolderFindings findings = new(state, writer, home);
        RunWatch watch = Own(new RunWatch(state, registry, enforcer, findings, leases, home.Root, complain));
        await watch.LookAsync().ConfigureAwait(false);
        watch.Start();

        DateTimeOffset startedAt = state.Now;
        RunsApi runs =
            new(state, store, registry, watch, new OperatorActions(state, writer, enforcer, folders), frozen, new EndedRuns(state, store, writer, folders),
                policyFile, new RunExplainer(state), findings);
        ApprovalsApi approvals = new(store, new ApprovalDesk(state, store, writer, policyFile));
        OperatorApi operators = new(
            store, runs, approvals, new BudgetCommands(state, writer, definitions, enforcer), state, policyFile, new EventStream(store, signal),
            new HostFeed(state, store, policyFile),
            () => StatusOf(home, store, writer, state, startedAt), () => _stop.TrySetResult());
        ProxyApi proxies = new(
            state, writer, desk, registry, leases, new EgressEvents(state, writer), approvals);
        _server = await server.ConfigureAwait(false);
        await _server.StartAsync(operators, proxies, cancellation).ConfigureAwait(false);
    }

    private static ControllerStatus StatusOf(BottleHome home, SqliteLedgerStore store, LedgerWriter writer, HostState state, DateTimeOffset startedAt)
    {
        int live;
        lock (state.Gate)
        {
            live = state.Live.Count();
        }

        string version = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        (long rows, string? fault) = (0, writer.Fault);
        try
        {
            rows = fault is null ? store.CountLedger() : 0;
        }
        catch (StoreUnavailableException unreadable)
        {
            fault = unreadable.Message;
        }

        return new ControllerStatus(Environment.ProcessId, version, startedAt, home.Root, live, rows) { StoreFault = fault };
    }

    private T Own<T>(T part) where T : IDisposable
    {
        _parts.Push(part);
        return part;
    }
}
