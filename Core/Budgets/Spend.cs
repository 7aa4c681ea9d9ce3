namespace BotBottle.Core.Budgets;

/// <summary>Charged tokens and admitted model calls.</summary>
/// <param name="Tokens">Charged tokens.</param>
/// <param name="Requests">Model calls.</param>
public readonly record struct Spend(long Tokens, long Requests)
{
    /// <summary>The upper bound of sums, so that absurd figures never overflow a counter and reopen a spent budget.</summary>
    public const long Ceiling = long.MaxValue / 2;

    /// <summary>The sum, at most <see cref="Ceiling"/>.</summary>
    public static Spend operator +(Spend left, Spend right) =>
        new(Math.Min(left.Tokens + right.Tokens, Ceiling), Math.Min(left.Requests + right.Requests, Ceiling));

    /// <summary>The difference.</summary>
    public static Spend operator -(Spend left, Spend right) => new(left.Tokens - right.Tokens, left.Requests - right.Requests);

    /// <summary>The negative, which undoes an addition.</summary>
    public static Spend operator -(Spend value) => default(Spend) - value;
}
