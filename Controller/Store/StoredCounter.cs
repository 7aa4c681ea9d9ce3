using BotBottle.Core.Budgets;

namespace BotBottle.Controller.Store;

/// <summary>Spending of one scope at one provider since its last reset.</summary>
/// <param name="Scope">Scope that the counter belongs to.</param>
/// <param name="Provider">The provider's name.</param>
/// <param name="Total">The sums.</param>
/// <param name="Crossed">True if its budget is known to be spent.</param>
/// <param name="Warned">Time of the last warning for each fraction.</param>
internal sealed record StoredCounter(
    Scope Scope, string Provider, Spend Total, bool Crossed, IReadOnlyDictionary<double, DateTimeOffset> Warned);
