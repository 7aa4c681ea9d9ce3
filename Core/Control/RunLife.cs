using BotBottle.Core.Budgets;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Control;

/// <summary>A launch, as <c>run</c> reports it before anything of the bottle exists.</summary>
/// <param name="Name">The requested name; null lets the controller choose one.</param>
/// <param name="Agent">The agent's name, or null.</param>
/// <param name="Bottles">The bottle and its parents, nearest first; empty without one.</param>
/// <param name="Isolation">The kind of isolation.</param>
/// <param name="Shutdown">The cutoff policy by precedence of flag, agent, bottle, parents; null for the one of the settings.</param>
/// <param name="Budgets">The run's own limits: provider to <c>--budget</c>.</param>
/// <param name="Declared">The budgets that the definitions of the agent and the bottles declare. They replace those of an earlier run.</param>
/// <param name="Command">The command to start in the bottle.</param>
/// <param name="Folder">The folder that is shared with the bottle.</param>
/// <param name="Owner">The process id of <c>run</c>. A run whose owner is gone is over.</param>
/// <param name="Supervised">True if an operator decides on held requests (<c>supervise</c> of the bottle, <c>--no-supervise</c>); otherwise none
/// waits.</param>
/// <param name="Egress">The configuration of its proxy; null from a program that does not send it. The run's egress cannot be explained then.</param>
/// <param name="Repository">The scope of a repository's agent (<c>repository:X</c>), whose budgets are extra limits; null for an operator's agent.</param>
/// <param name="ShutdownAtLeast">A repository's cutoff policy: the run's policy becomes at least as strict.</param>
public sealed record RunRegistration(
    string? Name, string? Agent, IReadOnlyList<string> Bottles, IsolationKind Isolation, CutoffPolicy? Shutdown,
    IReadOnlyDictionary<string, long> Budgets, IReadOnlyList<BudgetDeclaration> Declared, IReadOnlyList<string> Command, string Folder, int Owner,
    bool Supervised = true, RunEgress? Egress = null, string? Repository = null, CutoffPolicy? ShutdownAtLeast = null);

/// <summary>The controller's response to a registration.</summary>
/// <param name="Run">The new id.</param>
/// <param name="Name">The run's name.</param>
/// <param name="Token">The run's token for <c>proxy.sock</c>; sent once.</param>
/// <param name="Folder">The run's own folder, <c>runs/&lt;id&gt;</c>, created with mode 0700.</param>
public sealed record RunRegistered(string Run, string Name, string Token, string Folder)
{
    /// <summary>The name and id, without the token.</summary>
    public override string ToString() => $"{Name} ({Run})";
}

/// <summary>
/// The configuration that a run's decisions depend on besides its orders, as <c>run</c> reports it: the same that its proxy got, without the values of
/// credentials.
/// </summary>
/// <param name="Routes">The routes.</param>
/// <param name="Credentials">The names of the proxy's credentials.</param>
/// <param name="Providers">The providers that settings add to the built-in ones.</param>
public sealed record RunEgress(RouteSet Routes, RunCredentials Credentials, IReadOnlyList<ProviderConfiguration> Providers)
{
    /// <summary>The hosts that <c>upstream.resolve</c> names; their addresses are not checked.</summary>
    public IReadOnlyList<string> Resolved { get; init; } = [];

    /// <summary>The hosts that the agent merely tries (<see cref="Presets.ExpectedRefusal"/>). Their refusal is reported once and is harmless.</summary>
    public IReadOnlyList<string> Tries { get; init; } = [];
}

/// <summary>The process that a cutoff policy ends, reported once the bottle runs. Ids are the host's.</summary>
/// <param name="AgentPid">The process whose death ends every process of the bottle: the first process of its PID namespace, or the command itself without
/// isolation.</param>
/// <param name="AgentStart">The start time of that process in clock ticks since boot (field 22 of <c>/proc/PID/stat</c>), so that a reused id is never mistaken
/// for it.</param>
public sealed record RunLaunched(int AgentPid, long AgentStart);

/// <summary>A request of <c>resume</c> to take a frozen run on again. Its id, name, chain of scopes and counters stay.</summary>
/// <param name="Budgets">The run's own limits from now on: provider to <c>--budget</c>. They override every earlier one of the run.</param>
/// <param name="Declared">The budgets that its definitions declare now.</param>
/// <param name="Owner">The process id of <c>resume</c>.</param>
/// <param name="Egress">The configuration of its proxy.</param>
public sealed record RunResumption(
    IReadOnlyDictionary<string, long> Budgets, IReadOnlyList<BudgetDeclaration> Declared, int Owner, RunEgress? Egress);

/// <summary>The end of a run's command.</summary>
/// <param name="ExitCode">Its exit code, 128 + signal where a signal ended it.</param>
/// <param name="AgentRan">False if the agent never started. A run that was to be resumed then stays frozen.</param>
/// <param name="Limit">The limit that ended the bottle, for a person; null for none.</param>
public sealed record RunEnd(int ExitCode, bool AgentRan = true, string? Limit = null);

/// <summary>A failed freeze: the agent runs on, without egress.</summary>
/// <param name="Message">The cause, for a person.</param>
public sealed record FreezeFailure(string Message);

/// <summary>A finding in a folder that a run shares.</summary>
/// <param name="Path">The path; null for a summary of several.</param>
/// <param name="Message">The text for a person; an agent chose the paths in it.</param>
/// <param name="Breach">True if the host's git would act for the agent; false if the operator should look at it.</param>
public sealed record FolderReport(string? Path, string Message, bool Breach);
