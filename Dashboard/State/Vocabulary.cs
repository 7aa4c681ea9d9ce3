namespace BotBottle.Dashboard.State;

/// <summary>Screen of the dashboard. The order of the first four is that of their digit keys.</summary>
internal enum Screen
{
    /// <summary>All runs.</summary>
    Runs,

    /// <summary>All budgets.</summary>
    Budgets,

    /// <summary>Approvals, pending and just decided.</summary>
    Approvals,

    /// <summary>The host's events.</summary>
    Events,

    /// <summary>One run; Enter opens it, Esc goes back.</summary>
    Run,
}

/// <summary>Panes of one run's screen. A small terminal shows one of them.</summary>
internal enum Pane
{
    /// <summary>Model calls as they end.</summary>
    Exchanges,

    /// <summary>The budgets of every scope that the run counts in.</summary>
    Budgets,

    /// <summary>The run's routes.</summary>
    Routes,

    /// <summary>The decisions about the run.</summary>
    Audit,

    /// <summary>The hosts of its requests.</summary>
    Hosts,
}

/// <summary>State of the connection to the controller.</summary>
/// <param name="Up">True while the stream runs.</param>
/// <param name="Reason">The reason for a lost connection; null while it is up, and before the first attempt has ended.</param>
/// <param name="Since">The time of the last change.</param>
internal sealed record Link(bool Up, string? Reason, DateTimeOffset Since);

/// <summary>Sort order of the runs.</summary>
internal enum RunOrder
{
    /// <summary>Tokens per minute, the most first.</summary>
    Rate,

    /// <summary>The spent part of the tightest budget, the most first.</summary>
    Spent,

    /// <summary>The name.</summary>
    Name,

    /// <summary>The state, the live ones first.</summary>
    State,

    /// <summary>The start, the newest first.</summary>
    Age,

    /// <summary>Refused requests, the most first.</summary>
    Refusals,
}

/// <summary>Action on runs.</summary>
internal enum RunActionKind
{
    /// <summary>Turns egress off.</summary>
    Cut,

    /// <summary>Turns egress on again.</summary>
    Restore,

    /// <summary>Stops the run and keeps its files.</summary>
    Freeze,

    /// <summary>Resumes a frozen run.</summary>
    Resume,

    /// <summary>Ends the run.</summary>
    Kill,
}

/// <summary>A target of an action on runs.</summary>
/// <param name="Run">The run's id, which identifies the target.</param>
/// <param name="Name">The run's name, for the operator.</param>
/// <param name="Frozen">True if the run was frozen when the operator aimed at it.</param>
internal readonly record struct RunTarget(string Run, string Name, bool Frozen = false)
{
    /// <summary>The target for a run in its present state.</summary>
    public static RunTarget Of(RunEntry run) => new(run.View.Run, run.View.Name, run.Frozen);
}

/// <summary>Class of events that are displayed together.</summary>
internal enum EventClass
{
    /// <summary>Every event.</summary>
    All,

    /// <summary>Refused requests.</summary>
    Refusals,

    /// <summary>Secrets that were found, replaced, or held for approval.</summary>
    Dlp,

    /// <summary>Responses that look like an injection.</summary>
    Injection,

    /// <summary>Early warnings for the operator.</summary>
    Warnings,

    /// <summary>Crossed budgets and the actions on runs.</summary>
    Cutoffs,

    /// <summary>Failed actions.</summary>
    Failures,

    /// <summary>The rest: launches, ends, edits.</summary>
    Other,
}
