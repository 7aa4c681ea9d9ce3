namespace BotBottle.Core.Budgets;

/// <summary>
/// The charged tokens that a call holds until its usage is known. An account sums both figures, so that a budget whose gate changes applies its new gate to the
/// calls in flight at once.
/// </summary>
/// <param name="Usual">The input and the model's usual output, for the gates <c>paced</c> and <c>count</c>.</param>
/// <param name="Most">The largest possible cost of the call, for the gate <c>strict</c>.</param>
public readonly record struct CallHold(long Usual, long Most)
{
    /// <summary>The figure that counts under a gate.</summary>
    public long Under(BudgetGate gate) => gate switch
    {
        BudgetGate.Off => 0,
        BudgetGate.Strict => Most,
        _ => Usual,
    };

    /// <summary>The sum. <see cref="CallCost"/> bounds each figure, so that the sum never overflows.</summary>
    public static CallHold operator +(CallHold left, CallHold right) => new(left.Usual + right.Usual, left.Most + right.Most);
}
