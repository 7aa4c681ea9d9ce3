using BotBottle.Core.Budgets;
using BotBottle.Core.Logins;

namespace BotBottle.Core.Manifests;

/// <summary>An agent's definition.</summary>
/// <param name="Name">The file's name without <c>.md</c>.</param>
/// <param name="File">The file's name for messages.</param>
/// <param name="Bottles">The bottles it runs in, merged in order.</param>
/// <param name="AgentProvider">The agent's model provider; null if the file names none.</param>
/// <param name="User">The author of commits.</param>
/// <param name="Budgets">The budgets of the agent's own scope.</param>
/// <param name="Shutdown">The action once a budget is crossed.</param>
/// <param name="Command">The command and its arguments; null if the file has none.</param>
/// <param name="Prompt">The text below the front matter; empty if there is none.</param>
public sealed record AgentManifest(
    string Name, string File, IReadOnlyList<Written<string>> Bottles, Written<string>? AgentProvider, GitUser User, IReadOnlyList<Budget> Budgets,
    Written<CutoffPolicy>? Shutdown, Written<IReadOnlyList<string>>? Command, string Prompt)
{
    /// <summary>The login that the host keeps for the provider; null if none is named.</summary>
    public Written<LoginUse>? Login { get; init; }
}
