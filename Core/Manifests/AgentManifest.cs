using BotBottle.Core.Budgets;

namespace BotBottle.Core.Manifests;

/// <summary>An agent definition.</summary>
/// <param name="Name">The file's name without <c>.md</c>.</param>
/// <param name="File">The file's name as the operator knows it.</param>
/// <param name="Bottles">The bottles it runs in, merged in order.</param>
/// <param name="AgentProvider">The provider that it speaks to; null where it is not written.</param>
/// <param name="User">Who commits.</param>
/// <param name="Budgets">The budgets of the agent's own scope.</param>
/// <param name="Shutdown">What a crossed budget does.</param>
/// <param name="Command">The command and its arguments; null where it is not written.</param>
/// <param name="Prompt">The text below the front matter; empty where there is none.</param>
public sealed record AgentManifest(
    string Name, string File, IReadOnlyList<Written<string>> Bottles, Written<string>? AgentProvider, GitUser User, IReadOnlyList<Budget> Budgets,
    Written<CutoffPolicy>? Shutdown, Written<IReadOnlyList<string>>? Command, string Prompt);
