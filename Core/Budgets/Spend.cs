namespace BotBottle.Core.Budgets;

/// <summary>What was used: charged tokens and admitted model calls.</summary>
/// <param name="Tokens">Charged tokens.</param>
/// <param name="Requests">Model calls.</param>
public readonly record struct Spend(long Tokens, long Requests)
{
    /// <summary>Where sums stop: no run of absurd figures turns a counter over and opens a spent budget again.</summary>
    public const long Ceiling = long.MaxValue / 2;

    /// <summary>The sum, at most <see cref="Ceiling"/>.</summary>
    public static Spend operator +(Spend left, Spend right) =>
        new(Math.Min(left.Tokens + right.Tokens, Ceiling), Math.Min(left.Requests + right.Requests, Ceiling));

    /// <summary>The difference.</summary>
    public static Spend operator -(Spend left, Spend right) => new(left.Tokens - right.Tokens, left.Requests - right.Requests);

    /// <summary>The opposite: what takes an addition back.</summary>
    public static Spend operator -(Spend value) => default(Spend) - value;
}
