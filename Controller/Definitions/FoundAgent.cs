using System.Security.Cryptography;
using System.Text;
using BotBottle.Core.Budgets;
using BotBottle.Core.Manifests;

namespace BotBottle.Controller.Definitions;

/// <summary>An agent's definition and its place.</summary>
/// <param name="Manifest">The definition.</param>
/// <param name="Path">Its file.</param>
/// <param name="Text">Its text, which an operator may trust.</param>
/// <param name="OfRepository">True if the repository provides it: then it may only tighten.</param>
internal sealed record FoundAgent(AgentManifest Manifest, string Path, string Text, bool OfRepository)
{
    private const int LongestName = 100;

    /// <summary>The operator's own agent of the same name, whose limits apply beside those of a repository's agent. Null if there is none.</summary>
    public AgentManifest? Operators { get; init; }

    /// <summary>The name of the separate scope of a repository's agent: the agent's, with a mark for its file's place. Null for an operator's agent.</summary>
    public string? Repository => OfRepository
        ? $"{Manifest.Name[..Math.Min(Manifest.Name.Length, LongestName)]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path)))[..8]}"
        : null;

    /// <summary>
    /// The budgets that apply to it. If a repository provides it, its own budgets limit beside the governing one, and the operator's apply too.
    /// </summary>
    public IReadOnlyList<Budget> Budgets => Repository is { } name
        ? [.. Operators?.Budgets ?? [], .. Manifest.Budgets.Select(budget => budget with { Scope = Scope.Repository(name) })]
        : Manifest.Budgets;
}
