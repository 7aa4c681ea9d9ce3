using System.Collections.Immutable;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Dashboard.State;

/// <summary>The whole state of the dashboard. Immutable; only <see cref="Reducer"/> makes the next state, and the picture is a function of the state.</summary>
internal sealed record DashboardState
{
    /// <summary>The smallest supported terminal, in columns and rows.</summary>
    public const int MinWidth = 40, MinHeight = 10;

    /// <summary>The maximum number of kept events.</summary>
    public const int MaxEvents = 1000;

    /// <summary>The most columns that a table is scrolled sideways.</summary>
    public const int MaxSideways = 12;

    /// <summary>The time that an ended run or a decided approval stays in view.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromMinutes(1);

    /// <summary>The controller's address.</summary>
    public string Address { get; init; } = "";

    /// <summary>The present.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>The zone in which times are shown.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The terminal's columns.</summary>
    public int Width { get; init; } = 80;

    /// <summary>The terminal's rows.</summary>
    public int Height { get; init; } = 24;

    /// <summary>The state of the connection to the controller.</summary>
    public Link Link { get; init; } = new(false, null, default);

    /// <summary>True once the controller has sent a snapshot.</summary>
    public bool Known { get; init; }

    /// <summary>The present runs and those that just ended, by id.</summary>
    public ImmutableDictionary<string, RunEntry> Runs { get; init; } = ImmutableDictionary<string, RunEntry>.Empty;

    /// <summary>All budgets.</summary>
    public ImmutableDictionary<BudgetKey, BudgetView> Budgets { get; init; } = ImmutableDictionary<BudgetKey, BudgetView>.Empty;

    /// <summary>The pending approvals and those that were just decided, by id.</summary>
    public ImmutableDictionary<string, ApprovalView> Approvals { get; init; } = ImmutableDictionary<string, ApprovalView>.Empty;

    /// <summary>The newest events, oldest first.</summary>
    public ImmutableList<LoggedEvent> Events { get; init; } = [];

    /// <summary>The last received event; null before the first.</summary>
    public long? LastEvent { get; init; }

    /// <summary>The last received exchange; null before the first.</summary>
    public long? LastExchange { get; init; }

    /// <summary>The present screen.</summary>
    public Screen Screen { get; init; }

    /// <summary>The id of the run whose screen is or was open.</summary>
    public string? OpenRun { get; init; }

    /// <summary>The pane of the run's screen that gets the keys.</summary>
    public Pane Pane { get; init; }

    /// <summary>The number of rows that the run's pane is scrolled back.</summary>
    public int Scroll { get; init; }

    /// <summary>The number of columns that the table is scrolled to the right.</summary>
    public int Sideways { get; init; }

    /// <summary>The selected run's id. Only keys change it: if the run is gone, no run is selected, and never its neighbour.</summary>
    public string? SelectedRun { get; init; }

    /// <summary>The selected budget; as <see cref="SelectedRun"/>.</summary>
    public BudgetKey? SelectedBudget { get; init; }

    /// <summary>The selected approval's id; as <see cref="SelectedRun"/>.</summary>
    public string? SelectedApproval { get; init; }

    /// <summary>The selected event; null follows the newest.</summary>
    public long? SelectedEvent { get; init; }

    /// <summary>The sort order of the runs.</summary>
    public RunOrder Order { get; init; }

    /// <summary>True if runs are grouped by bottle.</summary>
    public bool Grouped { get; init; }

    /// <summary>The class of displayed events.</summary>
    public EventClass EventClass { get; init; }

    /// <summary>The id of the run to which the events are limited; null for all.</summary>
    public string? EventRun { get; init; }

    /// <summary>The filter text by screen; a missing entry means no filter.</summary>
    public ImmutableDictionary<Screen, string> Filters { get; init; } = ImmutableDictionary<Screen, string>.Empty;

    /// <summary>The input line; null for none.</summary>
    public Prompt? Prompt { get; init; }

    /// <summary>The command lines that were taken, the newest first.</summary>
    public ImmutableArray<string> Lines { get; init; } = [];

    /// <summary>The open question; null for none.</summary>
    public Confirmation? Confirmation { get; init; }

    /// <summary>True while the list of keys is shown.</summary>
    public bool Help { get; init; }

    /// <summary>The status line; null for nothing.</summary>
    public Notice? Notice { get; init; }

    /// <summary>The marks of the last written picture: the selection, question or input line on the terminal.</summary>
    public ImmutableArray<Mark> Seen { get; init; } = [];

    /// <summary>The parts of the last written picture that can be clicked; where two hold a cell, the first one counts.</summary>
    public ImmutableArray<Spot> Spots { get; init; } = [];

    /// <summary>The time from which a key may act on <see cref="Seen"/>, by the monotonic clock.</summary>
    public TimeSpan SettledAt { get; init; }

    /// <summary>The time of the last key, by the same clock.</summary>
    public TimeSpan KeyAt { get; init; }

    /// <summary>True if a key changed the picture and the change is not on the terminal yet.</summary>
    public bool Steered { get; init; }

    /// <summary>The commands to execute, in order; the loop takes them out.</summary>
    public ImmutableList<HostCommand> Outbox { get; init; } = [];

    /// <summary>True if a click means to leave: its release would otherwise reach the shell as text.</summary>
    public bool Leaving { get; init; }

    /// <summary>True when the operator wants to leave.</summary>
    public bool Ended { get; init; }

    /// <summary>The filter of the present screen; empty for none.</summary>
    public string Filter => Filters.GetValueOrDefault(Screen, "");

    /// <summary>The run that keys act on: the open one, or the selected one unless the filter hides it; null for none.</summary>
    public RunEntry? Target => Screen == Screen.Run
        ? OpenRun is { } open ? Runs.GetValueOrDefault(open) : null
        : SelectedRun is { } run && Runs.TryGetValue(run, out RunEntry? entry) && Rows.Shows(this, entry) ? entry : null;

    /// <summary>The budget that keys act on: the selected one unless the filter hides it; null for none.</summary>
    public BudgetView? TargetBudget =>
        SelectedBudget is { } key && Budgets.TryGetValue(key, out BudgetView? budget) && Rows.Shows(this, budget) ? budget : null;

    /// <summary>The approval that keys act on: the selected one unless the filter hides it; null for none.</summary>
    public ApprovalView? TargetApproval =>
        SelectedApproval is { } id && Approvals.TryGetValue(id, out ApprovalView? approval) && Rows.Shows(this, approval) ? approval : null;

    /// <summary>Returns the state with a text in the status line.</summary>
    public DashboardState Say(string text, bool failed = false) => this with { Notice = new Notice(text, failed, Now) };

    /// <summary>Returns the state with one more command to execute.</summary>
    public DashboardState Do(HostCommand command) => this with { Outbox = Outbox.Add(command) };
}
