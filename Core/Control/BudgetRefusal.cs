namespace BotBottle.Core.Control;

/// <summary>The facts of a budget's no: enough for the refusal of DESIGN 5.5 to name scope, provider, limit, spent and reset.</summary>
/// <param name="Scope">Whose budget, as written on the command line: <c>host</c>, <c>run:NAME</c>, <c>bottle:X</c>, <c>agent:X</c>.</param>
/// <param name="Provider">The provider's name, for example <c>claude</c>.</param>
/// <param name="Unit"><c>tokens</c> or <c>requests</c>.</param>
/// <param name="Limit">The limit, in <paramref name="Unit"/>.</param>
/// <param name="Spent">What is charged in the current window, in <paramref name="Unit"/>.</param>
/// <param name="Held">What other calls' holds set aside, in <paramref name="Unit"/>.</param>
/// <param name="ResetsAt">When the window starts again; null where it never does by itself.</param>
public sealed record BudgetRefusal(
    string Scope, string Provider, string Unit, long Limit, long Spent, long Held, DateTimeOffset? ResetsAt)
{
    /// <summary>The command by which an operator gives the budget room.</summary>
    public string HowToRaise() =>
        $"bot-bottle budget set {Provider}{(Unit == "requests" ? " --requests N" : "=TOKENS")}{(Scope == "host" ? "" : $" --scope {Scope}")}";
}
