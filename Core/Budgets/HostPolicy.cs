using BotBottle.Core.Providers;

namespace BotBottle.Core.Budgets;

/// <summary>What the controller takes from the host's settings.</summary>
/// <param name="Budgets">The budgets that files define: the host's, and in time those of bottles and agents.</param>
/// <param name="Shutdown">The cutoff policy of runs that name none.</param>
/// <param name="Weights">How tokens are charged.</param>
/// <param name="Providers">Every provider that exists, built in or added: a budget for any other name would limit nothing and is refused.</param>
public sealed record HostPolicy(
    IReadOnlyList<Budget> Budgets, CutoffPolicy Shutdown, Weights Weights, IReadOnlyList<string> Providers)
{
    /// <summary>How long a held request waits for an operator, where settings do not say.</summary>
    public static TimeSpan DefaultApprovalTimeout { get; } = TimeSpan.FromSeconds(300);

    /// <summary>How long a held request waits for an operator.</summary>
    public TimeSpan ApprovalTimeout { get; init; } = DefaultApprovalTimeout;

    /// <summary>The providers that need no settings.</summary>
    public static IReadOnlyList<string> BuiltInProviders { get; } = ProviderTable.BuiltInNames;

    /// <summary>What holds without settings: no budget, <c>cutoff</c>, every token counts one.</summary>
    public static HostPolicy Default { get; } = new([], CutoffPolicy.Cutoff, Weights.Even, BuiltInProviders);
}
