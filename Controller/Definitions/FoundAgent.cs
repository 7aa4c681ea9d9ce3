using System.Security.Cryptography;
using System.Text;
using BotBottle.Core.Budgets;
using BotBottle.Core.Manifests;

namespace BotBottle.Controller.Definitions;

/// <summary>An agent's definition and where it was found.</summary>
/// <param name="Manifest">The definition.</param>
/// <param name="Path">Its file.</param>
/// <param name="Text">Its text, which an operator trusts or not.</param>
/// <param name="OfRepository">True where the repository brings it: it may only tighten.</param>
internal sealed record FoundAgent(AgentManifest Manifest, string Path, string Text, bool OfRepository)
{
    private const int LongestName = 100;

    /// <summary>The operator's own agent of that name, which a repository's stands before: its limits hold all the same. Null where there is none.</summary>
    public AgentManifest? Operators { get; init; }

    /// <summary>The name of the scope that a repository's agent counts into by itself: the agent's, with a mark of where its file lies. Null for an operator's.</summary>
    public string? Repository => OfRepository
        ? $"{Manifest.Name[..Math.Min(Manifest.Name.Length, LongestName)]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path)))[..8]}"
        : null;

    /// <summary>The budgets that hold for it: its own, which are a limit beside the governing one where a repository brings it, and then the operator's too.</summary>
    public IReadOnlyList<Budget> Budgets => Repository is { } name
        ? [.. Operators?.Budgets ?? [], .. Manifest.Budgets.Select(budget => budget with { Scope = Scope.Repository(name) })]
        : Manifest.Budgets;
}
