using BotBottle.Core.Budgets;
using BotBottle.Core.Manifests;

namespace BotBottle.Controller.Definitions;

/// <summary>An agent's definition and where it was found.</summary>
/// <param name="Manifest">The definition.</param>
/// <param name="Path">Its file.</param>
/// <param name="Text">Its text, which an operator trusts or not.</param>
/// <param name="OfRepository">True where the repository brings it: it may only tighten.</param>
/// <param name="Shadows">True where the operator has an agent of that name, which this one stands before.</param>
internal sealed record FoundAgent(AgentManifest Manifest, string Path, string Text, bool OfRepository, bool Shadows)
{
    /// <summary>The budgets of the operator's own agent of that name: a repository's that stands before it does not take them away.</summary>
    public IReadOnlyList<Budget> OperatorsBudgets { get; init; } = [];
}
