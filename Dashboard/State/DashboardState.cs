using System.Collections.Immutable;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Dashboard.State;

/// <summary>Everything that the dashboard knows. Immutable; <see cref="Reducer"/> alone makes the next one, and a picture is a function of it.</summary>
internal sealed record DashboardState
{
    /// <summary>The smallest terminal that is drawn on, in columns and rows.</summary>
    public const int MinWidth = 40, MinHeight = 10;

    /// <summary>Events that are kept.</summary>
    public const int MaxEvents = 1000;

    /// <summary>How long a run that ended and an approval that was decided stay in sight.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromMinutes(1);

    /// <summary>Where the controller is looked for.</summary>
    public string Address { get; init; } = "";

    /// <summary>The present.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>The zone in which times are shown.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The terminal's columns.</summary>
    public int Width { get; init; } = 80;

    /// <summary>The terminal's rows.</summary>
    public int Height { get; init; } = 24;

    /// <summary>How it stands with the controller.</summary>
    public Link Link { get; init; } = new(false, null, default);

    /// <summary>Whether the controller has ever told how the host is.</summary>
    public bool Known { get; init; }

    /// <summary>The runs that are present, and those that ended a moment ago, by id.</summary>
    public ImmutableDictionary<string, RunEntry> Runs { get; init; } = ImmutableDictionary<string, RunEntry>.Empty;

    /// <summary>All budgets.</summary>
    public ImmutableDictionary<BudgetKey, BudgetView> Budgets { get; init; } = ImmutableDictionary<BudgetKey, BudgetView>.Empty;

    /// <summary>What waits for an answer, and what was decided a moment ago, by id.</summary>
    public ImmutableDictionary<string, ApprovalView> Approvals { get; init; } = ImmutableDictionary<string, ApprovalView>.Empty;

    /// <summary>The newest events, oldest first.</summary>
    public ImmutableList<LoggedEvent> Events { get; init; } = [];

    /// <summary>The last event that was told; null before the first.</summary>
    public long? LastEvent { get; init; }

    /// <summary>The last exchange that was told; null before the first.</summary>
    public long? LastExchange { get; init; }

    /// <summary>What fills the terminal.</summary>
    public Screen Screen { get; init; }

    /// <summary>The id of the run whose screen is or was open.</summary>
    public string? OpenRun { get; init; }

    /// <summary>The part of the run's screen that keys go to.</summary>
    public Pane Pane { get; init; }

    /// <summary>How many rows the run's pane is scrolled back.</summary>
    public int Scroll { get; init; }

    /// <summary>The selected run's id. Only keys change it: one that is no longer there selects nothing, and never its neighbour.</summary>
    public string? SelectedRun { get; init; }

    /// <summary>The selected budget; as <see cref="SelectedRun"/>.</summary>
    public BudgetKey? SelectedBudget { get; init; }

    /// <summary>The selected approval's id; as <see cref="SelectedRun"/>.</summary>
    public string? SelectedApproval { get; init; }

    /// <summary>The selected event; null follows the newest.</summary>
    public long? SelectedEvent { get; init; }

    /// <summary>What the runs are sorted by.</summary>
    public RunOrder Order { get; init; }

    /// <summary>Whether runs stand under their bottles.</summary>
    public bool Grouped { get; init; }

    /// <summary>The events that are shown.</summary>
    public EventClass EventClass { get; init; }

    /// <summary>The id of the run whose events alone are shown; null for all.</summary>
    public string? EventRun { get; init; }

    /// <summary>What rows must hold, by screen; none where it is missing.</summary>
    public ImmutableDictionary<Screen, string> Filters { get; init; } = ImmutableDictionary<Screen, string>.Empty;

    /// <summary>The line that is being typed; null for none.</summary>
    public Prompt? Prompt { get; init; }

    /// <summary>The question that is open; null for none.</summary>
    public Confirmation? Confirmation { get; init; }

    /// <summary>Whether the keys are listed.</summary>
    public bool Help { get; init; }

    /// <summary>The status line; null for nothing.</summary>
    public Notice? Notice { get; init; }

    /// <summary>What the terminal shows as selected, asked or typed: the marks of the last picture that was written.</summary>
    public ImmutableArray<Mark> Seen { get; init; } = [];

    /// <summary>From when on a key counts for what is in <see cref="Seen"/>, by the monotonic clock.</summary>
    public TimeSpan SettledAt { get; init; }

    /// <summary>When the last key was pressed, by the same clock.</summary>
    public TimeSpan KeyAt { get; init; }

    /// <summary>Whether a key changed what is shown, and no picture has shown it yet.</summary>
    public bool Steered { get; init; }

    /// <summary>What is to be done outside, in order; whoever does it takes it out.</summary>
    public ImmutableList<HostCommand> Outbox { get; init; } = [];

    /// <summary>Whether the operator wants to leave.</summary>
    public bool Ended { get; init; }

    /// <summary>The filter of the screen in view; empty for none.</summary>
    public string Filter => Filters.GetValueOrDefault(Screen, "");

    /// <summary>The run that keys act on: the open one, or the selected one unless the filter hides it; null for none.</summary>
    public RunEntry? Target => Screen == Screen.Run
        ? OpenRun is { } open ? Runs.GetValueOrDefault(open) : null
        : SelectedRun is { } run && Runs.TryGetValue(run, out RunEntry? entry) && Rows.Shows(this, entry) ? entry : null;

    /// <summary>The budget that keys act on: the selected one unless the filter hides it; null for none.</summary>
    public BudgetView? TargetBudget => SelectedBudget is { } key && Budgets.TryGetValue(key, out BudgetView? budget) && Rows.Shows(this, budget) ? budget : null;

    /// <summary>The approval that keys act on: the selected one unless the filter hides it; null for none.</summary>
    public ApprovalView? TargetApproval => SelectedApproval is { } id && Approvals.TryGetValue(id, out ApprovalView? approval) && Rows.Shows(this, approval) ? approval : null;

    /// <summary>With something said in the status line.</summary>
    public DashboardState Say(string text, bool failed = false) => this with { Notice = new Notice(text, failed, Now) };

    /// <summary>With something to be done outside.</summary>
    public DashboardState Do(HostCommand command) => this with { Outbox = Outbox.Add(command) };
}
