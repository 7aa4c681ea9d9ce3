using BotBottle.Core.Providers;

namespace BotBottle.Core.Budgets;

/// <summary>The host's settings that the controller uses.</summary>
/// <param name="Budgets">The budgets that files define: the host's, and later those of bottles and agents.</param>
/// <param name="Shutdown">The cutoff policy of runs that name none.</param>
/// <param name="Weights">The weight of each token class.</param>
/// <param name="Providers">Every provider, built in or added. A budget for any other name is refused, because it would limit nothing.</param>
public sealed record HostPolicy(
    IReadOnlyList<Budget> Budgets, CutoffPolicy Shutdown, Weights Weights, IReadOnlyList<string> Providers)
{
    /// <summary>The default of <see cref="ApprovalTimeout"/>.</summary>
    public static TimeSpan DefaultApprovalTimeout { get; } = TimeSpan.FromSeconds(300);

    /// <summary>The time that a held request waits for an operator.</summary>
    public TimeSpan ApprovalTimeout { get; init; } = DefaultApprovalTimeout;

    /// <summary>The providers that need no settings.</summary>
    public static IReadOnlyList<string> BuiltInProviders { get; } = ProviderTable.BuiltInNames;

    /// <summary>The policy without settings: no budget, <c>cutoff</c>, every token counts one.</summary>
    public static HostPolicy Default { get; } = new([], CutoffPolicy.Cutoff, Weights.Even, BuiltInProviders);
}
