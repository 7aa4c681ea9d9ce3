namespace BotBottle.Dashboard.State;

/// <summary>What fills the terminal; the first four in the order of their digits.</summary>
internal enum Screen
{
    /// <summary>All runs.</summary>
    Runs,

    /// <summary>All budgets.</summary>
    Budgets,

    /// <summary>What waits for an answer.</summary>
    Approvals,

    /// <summary>What happened.</summary>
    Events,

    /// <summary>One run; Enter opens it, Esc goes back.</summary>
    Run,
}

/// <summary>The parts of one run's screen, of which a small terminal shows one.</summary>
internal enum Pane
{
    /// <summary>Model calls as they end.</summary>
    Exchanges,

    /// <summary>The budgets of every scope that the run counts in.</summary>
    Budgets,

    /// <summary>What is open for it.</summary>
    Routes,

    /// <summary>The decisions about it.</summary>
    Audit,
}

/// <summary>How it stands with the controller.</summary>
/// <param name="Up">Whether its stream runs.</param>
/// <param name="Reason">Why not; null while it does, and before the first try is over.</param>
/// <param name="Since">Since when.</param>
internal sealed record Link(bool Up, string? Reason, DateTimeOffset Since);

/// <summary>What the runs are sorted by.</summary>
internal enum RunOrder
{
    /// <summary>Tokens a minute, the most first.</summary>
    Rate,

    /// <summary>The part of its tightest budget that is spent, the most first.</summary>
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

/// <summary>What can be done to runs.</summary>
internal enum RunActionKind
{
    /// <summary>Egress off.</summary>
    Cut,

    /// <summary>Egress on again.</summary>
    Restore,

    /// <summary>Stopped, its files kept.</summary>
    Freeze,

    /// <summary>A frozen one again.</summary>
    Resume,

    /// <summary>Ended.</summary>
    Kill,
}

/// <summary>A run that an action is for.</summary>
/// <param name="Run">Its id, which alone decides.</param>
/// <param name="Name">Its name, for the operator.</param>
/// <param name="Frozen">Whether it was frozen when it was aimed at.</param>
internal readonly record struct RunTarget(string Run, string Name, bool Frozen = false)
{
    /// <summary>A run as it is now.</summary>
    public static RunTarget Of(RunEntry run) => new(run.View.Run, run.View.Name, run.Frozen);
}

/// <summary>Kinds of events that are looked at together.</summary>
internal enum EventClass
{
    /// <summary>Every event.</summary>
    All,

    /// <summary>Refused requests.</summary>
    Refusals,

    /// <summary>Secrets that were found, replaced, or asked about.</summary>
    Dlp,

    /// <summary>Answers that look like an injection.</summary>
    Injection,

    /// <summary>What an operator should look at before it hurts.</summary>
    Warnings,

    /// <summary>Budgets that were crossed, and what was done to runs.</summary>
    Cutoffs,

    /// <summary>What did not work.</summary>
    Failures,

    /// <summary>The rest: launches, ends, edits.</summary>
    Other,
}
