namespace BotBottle.Dashboard.State;

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
