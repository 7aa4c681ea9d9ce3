namespace BotBottle.Core.Budgets;

/// <summary>What was used: charged tokens and admitted model calls.</summary>
/// <param name="Tokens">Charged tokens.</param>
/// <param name="Requests">Model calls.</param>
public readonly record struct Spend(long Tokens, long Requests)
{
    /// <summary>The sum.</summary>
    public static Spend operator +(Spend left, Spend right) => new(left.Tokens + right.Tokens, left.Requests + right.Requests);

    /// <summary>The difference.</summary>
    public static Spend operator -(Spend left, Spend right) => new(left.Tokens - right.Tokens, left.Requests - right.Requests);

    /// <summary>The opposite: what takes an addition back.</summary>
    public static Spend operator -(Spend value) => default(Spend) - value;
}
