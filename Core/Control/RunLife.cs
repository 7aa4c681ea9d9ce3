using BotBottle.Core.Budgets;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Control;

/// <summary><c>run</c> tells the controller of a launch, before anything of the bottle exists.</summary>
/// <param name="Name">The wanted name; null lets the controller choose one.</param>
/// <param name="Agent">The agent's name, or null.</param>
/// <param name="Bottles">The bottle and its parents, nearest first; empty without one.</param>
/// <param name="Isolation">What will build the wall.</param>
/// <param name="Shutdown">The cutoff policy by precedence of flag, agent, bottle, parents; null for the settings' one.</param>
/// <param name="Budgets">The run's own limits: provider to <c>--budget</c>.</param>
/// <param name="Declared">The budgets that the definitions of the agent and the bottles declare; they replace what an earlier run brought.</param>
/// <param name="Command">What will be started in the bottle.</param>
/// <param name="Folder">The folder that is shared with the bottle.</param>
/// <param name="Owner">The process id of <c>run</c>: a run whose owner is gone is over.</param>
/// <param name="Supervised">Whether an operator is asked about a held request (<c>supervise</c> of the bottle, <c>--no-supervise</c>); otherwise it is refused at once.</param>
/// <param name="Egress">What its proxy is started with; null from a program that does not say, and then nobody can explain the run's egress.</param>
/// <param name="Repository">Of an agent that a repository brings: the name of its own scope (<c>repository:X</c>), whose budgets limit beside the one that governs.</param>
/// <param name="ShutdownAtLeast">A repository's cutoff policy: what applies otherwise becomes as strict as this, where it is not.</param>
public sealed record RunRegistration(
    string? Name, string? Agent, IReadOnlyList<string> Bottles, IsolationKind Isolation, CutoffPolicy? Shutdown,
    IReadOnlyDictionary<string, long> Budgets, IReadOnlyList<BudgetDeclaration> Declared, IReadOnlyList<string> Command, string Folder, int Owner,
    bool Supervised = true, RunEgress? Egress = null, string? Repository = null, CutoffPolicy? ShutdownAtLeast = null);

/// <summary>The controller's answer to a registration.</summary>
/// <param name="Run">The new id.</param>
/// <param name="Name">The name it goes by.</param>
/// <param name="Token">The run's token for <c>proxy.sock</c>; told once.</param>
/// <param name="Folder">The run's own folder, <c>runs/&lt;id&gt;</c>, made with mode 0700.</param>
public sealed record RunRegistered(string Run, string Name, string Token, string Folder)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => $"{Name} ({Run})";
}

/// <summary>What a run's decisions rest on besides its orders, as <c>run</c> tells it to the controller: the same that its proxy was started with, without the
/// values of credentials.</summary>
/// <param name="Routes">What is open.</param>
/// <param name="Credentials">The names of the credentials that the proxy has.</param>
/// <param name="Providers">The providers that settings add to the built-in ones.</param>
public sealed record RunEgress(RouteSet Routes, RunCredentials Credentials, IReadOnlyList<ProviderConfiguration> Providers)
{
    /// <summary>The hosts that <c>upstream.resolve</c> names: where they are is not checked.</summary>
    public IReadOnlyList<string> Resolved { get; init; } = [];

    /// <summary>What the agent merely tries (<see cref="Presets.ExpectedRefusal"/>): its refusal is told once and harms nothing.</summary>
    public IReadOnlyList<string> Tries { get; init; } = [];
}

/// <summary>The bottle stands: whom to end, should a policy say so. Ids are the host's.</summary>
/// <param name="AgentPid">The process whose death ends every process of the bottle: the first process of its PID namespace, or the
/// command's own where there is no wall.</param>
/// <param name="AgentStart">That process's start time in clock ticks since boot (field 22 of <c>/proc/PID/stat</c>), so that an id used again is never mistaken.</param>
public sealed record RunLaunched(int AgentPid, long AgentStart);

/// <summary><c>resume</c> asks for a frozen run back. Its id, name, chain of scopes and counters stay.</summary>
/// <param name="Budgets">The run's own limits from now on: provider to <c>--budget</c>. They win over every earlier one of the run.</param>
/// <param name="Declared">The budgets that its definitions declare by now.</param>
/// <param name="Owner">The process id of <c>resume</c>.</param>
/// <param name="Egress">What its proxy is started with.</param>
public sealed record RunResumption(
    IReadOnlyDictionary<string, long> Budgets, IReadOnlyList<BudgetDeclaration> Declared, int Owner, RunEgress? Egress);

/// <summary>The command has ended.</summary>
/// <param name="ExitCode">Its exit code, 128 + signal where a signal ended it.</param>
/// <param name="AgentRan">False where the agent was never let go: a run that was to be resumed then stays frozen.</param>
/// <param name="Limit">The limit for which the bottle was ended, for a person; null where it was not.</param>
public sealed record RunEnd(int ExitCode, bool AgentRan = true, string? Limit = null);

/// <summary>A bottle could not be frozen; its agent runs on, without egress.</summary>
/// <param name="Message">Why, for a person.</param>
public sealed record FreezeFailure(string Message);

/// <summary>What was found in a folder that a run shares.</summary>
/// <param name="Path">Where; null for a summary of several.</param>
/// <param name="Message">For a person; paths in it are an agent's choice.</param>
/// <param name="Breach">True: the host's git would act for the agent. False: the operator should read it.</param>
public sealed record FolderReport(string? Path, string Message, bool Breach);
