using System.Collections.Immutable;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Usage;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;
using BotBottle.Dashboard.Views;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>Sample hosts.</summary>
internal static class Samples
{
    public static DateTimeOffset Now { get; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static DashboardState Empty { get; } = new() { Address = "/home/o/.bot-bottle/controller.sock", Now = Now, Link = new Link(false, null, Now) };

    public static BudgetView Budget(string scope, long? limit = 500_000, long spent = 100_000, string provider = "claude") =>
        new(provider, scope, limit, spent, 1_200, null, 40, "none", null, "hard", "paced", "--budget");

    public static RunView Run(string name, RunState state = RunState.Running, string? bottle = "web", params BudgetView[] budgets) => new(
        "id-" + name, name, state, "fixer", bottle, IsolationKind.Sandbox, 4321, Now.AddMinutes(-12), null, null, null, 40, 2,
        budgets.Length > 0 ? budgets : [Budget("run:" + name)]);

    public static ApprovalView Approval(string id, string run = "otter", int left = 252) => new(
        id, "id-" + run, run, ApprovalState.Pending, "AWS access key", "body", "key=AKIA************MPLE&x", "hmac:0123456789abcdef",
        "routes.yml:4 (*.example.com)",
        "api.example.com", "POST", "/v1/items", Now.AddSeconds(left - 300), Now.AddSeconds(left), null, null);

    /// <summary>The kinds of events in the pictures; later ones are left out, so that a new kind changes no picture.</summary>
    private const int SampledKinds = 27;

    public static LoggedEvent Event(long seq, EventKind kind = EventKind.EgressBlock, string? run = "otter",
        string message = "GET example.net:443/ is not on the allowlist", bool audit = false) =>
        new(seq, Now.AddSeconds(seq - 1510), kind, run is null ? null : "id-" + run, run, message, audit, null);

    public static ExchangeView Exchange(long id, string run = "otter", long charged = 900, double before = 20, string provider = "claude") => new(
        id, "id-" + run, provider, "api.anthropic.com", "/v1/messages", "claude-sonnet-4-5", 200, new TokenUsage(600, 0, 100, 200, 0), charged,
        UsageQuality.Exact,
        ExchangeEnd.Complete, Now.AddSeconds(-before - 1.4), Now.AddSeconds(-before));

    public static HostUpdate Update(
        bool snapshot = false, IReadOnlyList<RunView>? runs = null, IReadOnlyList<BudgetView>? budgets = null, IReadOnlyList<BudgetKey>? gone = null,
        IReadOnlyList<ApprovalView>? approvals = null, IReadOnlyList<LoggedEvent>? events = null, IReadOnlyList<ExchangeView>? exchanges = null) =>
        new(Now, snapshot, runs ?? [], budgets ?? [], gone ?? [], approvals ?? [], events ?? [], exchanges ?? []);

    public static DashboardState After(this DashboardState state, params Message[] messages) => messages.Aggregate(state, Reducer.Reduce);

    public static DashboardState After(this DashboardState state, HostUpdate update) => Reducer.Reduce(state, new Message.HostChanged(update));

    /// <summary>Types keys, given as letters or by name. Before each key, the picture is on the terminal long enough to be read.</summary>
    public static DashboardState Press(this DashboardState state, params object[] keys) =>
        keys.Aggregate(state, (now, key) => now.Look().Type(Aim.Settling * 2, key));

    /// <summary>Writes the present picture, half a minute after the last key.</summary>
    public static DashboardState Look(this DashboardState state) => state.Written(state.KeyAt + TimeSpan.FromSeconds(30));

    /// <summary>Writes the present picture at a given time.</summary>
    public static DashboardState Written(this DashboardState state, TimeSpan at) =>
        Picture.Draw(state) is var picture ? Reducer.Reduce(state, new Message.Shown(picture.Marks, at) { Spots = picture.Spots }) : state;

    /// <summary>Types keys some time after the last picture or key, without a picture between them.</summary>
    public static DashboardState Type(this DashboardState state, TimeSpan after, params object[] keys)
    {
        TimeSpan at = (state.SettledAt > state.KeyAt ? state.SettledAt : state.KeyAt) + after;
        return keys.Aggregate(state, (now, key) => Reducer.Reduce(now, new Message.Pressed(Key(key), at)));
    }

    public static KeyStroke Key(object key) => key switch
    {
        char letter => KeyStroke.Of(letter),
        KeyKind kind => new KeyStroke(kind),
        _ => (KeyStroke)key,
    };

    /// <summary>Three runs in different states, and one of everything else.</summary>
    public static DashboardState Three() => Empty.After(Update(
        snapshot: true,
        runs:
        [
            Run("otter", budgets: Budget("run:otter", spent: 412_345)),
            Run("heron", RunState.Cut, "data", Budget("bottle:data", 100_000, 100_700)) with
            {
                Cut = new EgressCut(CutCause.Budget, true, new BudgetRefusal("bottle:data", "claude", "tokens", 100_000, 100_700, 0, null), Now.AddMinutes(-2)),
                Refusals = 7, PendingApprovals = 2,
            },
            Run("lynx", RunState.Frozen) with { Pid = null },
        ],
        budgets: [Budget("host", 5_000_000, 2_100_000) with { Window = "daily", ResetsAt = Now.AddHours(7) }, Budget("bottle:data", 100_000, 100_700),
            Budget("run:otter", spent: 412_345)],
        approvals: [Approval("k7q2m", "heron"), Approval("x3npw", "heron", 31)],
        events: [Event(1, EventKind.RunStarted), Event(2), Event(3, EventKind.BudgetCrossed, "heron", "the claude budget of bottle:data is spent", audit: true),
            Event(4, EventKind.Restore, message: "egress restored by operator (uid 1000, pid 4242)", audit: true)],
        exchanges: [Exchange(1, before: 200), Exchange(2, before: 70), Exchange(3), Exchange(4, "heron", 400)]));

    /// <summary>A host with many runs.</summary>
    public static DashboardState Many(int runs)
    {
        RunView[] views = [.. Enumerable.Range(0, runs)
            .Select(i => Run($"run-{i:000}", (RunState)(i % 3), i % 2 == 0 ? "web" : "data", Budget($"run:run-{i:000}", 500_000, i * 1000)))];
        return Empty.After(Update(
            snapshot: true, views, [.. views.SelectMany(view => view.Budgets)],
            approvals: [.. Enumerable.Range(0, 60).Select(i => Approval($"a{i:000}", $"run-{i:000}", 20 + i))],
            events: [.. Enumerable.Range(1, 1500).Select(i => Event(i, (EventKind)(i % SampledKinds), $"run-{i % runs:000}"))],
            exchanges: [.. Enumerable.Range(1, runs).Select(i => Exchange(i, $"run-{i - 1:000}", i * 10))]));
    }

    public static ImmutableArray<Screen> Screens { get; } = [.. Enum.GetValues<Screen>()];

    public static IEnumerable<int> ScreenNumbers => Screens.Select(screen => (int)screen);
}
