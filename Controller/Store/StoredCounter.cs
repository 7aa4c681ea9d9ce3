using BotBottle.Core.Budgets;

namespace BotBottle.Controller.Store;

/// <summary>What one scope spent at one provider since its last reset.</summary>
/// <param name="Scope">Whose.</param>
/// <param name="Provider">The provider's name.</param>
/// <param name="Total">The sums.</param>
/// <param name="Crossed">Whether its budget is known to be spent.</param>
/// <param name="Warned">When each warning fraction was last told.</param>
internal sealed record StoredCounter(
    Scope Scope, string Provider, Spend Total, bool Crossed, IReadOnlyDictionary<double, DateTimeOffset> Warned);
