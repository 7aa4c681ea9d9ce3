namespace BotBottle.Core.Control;

/// <summary>One group of <c>usage</c> (docs/contracts.md, section 5); members that the grouping does not fix are null.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Name">The run's name.</param>
/// <param name="Agent">The agent's name.</param>
/// <param name="Bottle">The bottle's name.</param>
/// <param name="Provider">The provider's name.</param>
/// <param name="Model">The model that served the calls.</param>
/// <param name="Day">The UTC day, <c>2026-11-21</c>.</param>
/// <param name="Requests">Ledger rows: admitted model calls.</param>
/// <param name="InputTokens">Fresh input.</param>
/// <param name="CacheWriteTokens">Input written to a cache.</param>
/// <param name="CacheReadTokens">Input read from a cache.</param>
/// <param name="OutputTokens">Output, reasoning included.</param>
/// <param name="ChargedTokens">The weighted sum that budgets count.</param>
/// <param name="EstimatedRequests">How many of the rows are not <c>exact</c>.</param>
public sealed record UsageRow(
    string? Run, string? Name, string? Agent, string? Bottle, string? Provider, string? Model, string? Day, long Requests,
    long InputTokens, long CacheWriteTokens, long CacheReadTokens, long OutputTokens, long ChargedTokens, long EstimatedRequests);
