namespace BotBottle.Core.Budgets;

/// <summary>
/// The charged tokens that a call sets aside until its usage is known, by what they have to cover. An account keeps the sum of both, so that a budget whose gate
/// changes counts what is in flight by its new gate at once.
/// </summary>
/// <param name="Usual">The input and the model's usual output: what the gates <c>paced</c> and <c>count</c> hold.</param>
/// <param name="Most">What the call can cost at the most: what <c>strict</c> holds.</param>
public readonly record struct CallHold(long Usual, long Most)
{
    /// <summary>The part that counts under a gate.</summary>
    public long Under(BudgetGate gate) => gate switch
    {
        BudgetGate.Off => 0,
        BudgetGate.Strict => Most,
        _ => Usual,
    };

    /// <summary>The sum. Figures of calls are bounded (<see cref="CallCost"/>), so that no number of calls in flight turns it over.</summary>
    public static CallHold operator +(CallHold left, CallHold right) => new(left.Usual + right.Usual, left.Most + right.Most);
}
