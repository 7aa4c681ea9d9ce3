using BotBottle.Core.Text;

namespace BotBottle.Core.Budgets;

/// <summary>The facts of a refusal by a budget. The refusal text (docs/contracts.md, section 7) names scope, provider, limit, spent and reset.</summary>
/// <param name="Scope">The budget's scope as on the command line: <c>host</c>, <c>run:NAME</c>, <c>bottle:X</c>, <c>agent:X</c>.</param>
/// <param name="Provider">The provider's name, for example <c>claude</c>.</param>
/// <param name="Unit"><c>tokens</c> or <c>requests</c>.</param>
/// <param name="Limit">The limit, in <paramref name="Unit"/>.</param>
/// <param name="Spent">The charged amount in the current window, in <paramref name="Unit"/>.</param>
/// <param name="Held">The holds of other calls, in <paramref name="Unit"/>.</param>
/// <param name="ResetsAt">The time at which the window starts again; null if it never does by itself.</param>
public sealed record BudgetRefusal(
    string Scope, string Provider, string Unit, long Limit, long Spent, long Held, DateTimeOffset? ResetsAt)
{
    private const long UsualTokens = 1_000_000;

    /// <summary>A limit in <see cref="Unit"/> with room: twice the present limit, or the spending plus the present limit.</summary>
    public long Roomier
    {
        get
        {
            long wanted = Limit > Spent ? Limit * 2 : Spent + Math.Max(Limit, 1);
            long step = 1;
            while (wanted / step >= 100)
            {
                step *= 10;
            }

            return Math.Min((wanted + step - 1) / step * step, TokenAmount.Max);
        }
    }

    /// <summary>The command that raises the limit; it works as typed.</summary>
    public string HowToRaise() =>
        $"bot-bottle budget set {Provider}{(Unit == "requests" ? " --requests " : "=")}{TokenAmount.Write(Roomier)}{Whose}";

    /// <summary>The command that resets the counter; it works as typed.</summary>
    public string HowToReset() => $"bot-bottle budget reset {Provider}{Whose}";

    /// <summary>The option that gives a run a limit of its own, which governs instead of this one.</summary>
    public string OwnBudget() => $"--budget {Provider}={TokenAmount.Write(Unit == "requests" ? UsualTokens : Roomier)}";

    private string Whose => Scope == "host" ? "" : $" --scope {Scope}";
}
