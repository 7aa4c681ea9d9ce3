using BotBottle.Core.Budgets;

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
