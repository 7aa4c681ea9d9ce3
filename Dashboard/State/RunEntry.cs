using System.Collections.Immutable;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Dashboard.State;

/// <summary>What is known of a run.</summary>
/// <param name="View">The newest that the controller said.</param>
internal sealed record RunEntry(RunView View)
{
    /// <summary>Model calls that are kept.</summary>
    public const int MaxExchanges = 200;

    /// <summary>What it was charged, by provider; hardly ever more than one or two.</summary>
    public ImmutableArray<(string Provider, RateHistory History)> Charged { get; init; } = [];

    /// <summary>The newest model calls, oldest first.</summary>
    public ImmutableList<ExchangeView> Exchanges { get; init; } = [];

    /// <summary>What is open for it; null before it was asked for.</summary>
    public RoutesView? Routes { get; init; }

    /// <summary>Why its routes are not known; null where they are.</summary>
    public string? RoutesFault { get; init; }

    /// <summary>Whether its command has ended for good.</summary>
    public bool Ended => View.State is RunState.Exited or RunState.Killed;

    /// <summary>Whether it is kept, and can be resumed.</summary>
    public bool Frozen => View.State == RunState.Frozen;

    /// <summary>Whether its agent is at work.</summary>
    public bool Live => View.State is RunState.Running or RunState.Cut;

    /// <summary>Its budget with the largest part spent; null where nothing limits it.</summary>
    public BudgetView? Tightest()
    {
        BudgetView? tightest = null;
        foreach (BudgetView budget in View.Budgets)
        {
            if (tightest is null || BudgetFacts.SpentPart(budget) > BudgetFacts.SpentPart(tightest))
            {
                tightest = budget;
            }
        }

        return tightest;
    }

    /// <summary>With one more model call.</summary>
    public RunEntry With(ExchangeView exchange) => this with
    {
        Charged = WithCharge(exchange),
        Exchanges = Exchanges.Count < MaxExchanges ? Exchanges.Add(exchange) : Exchanges.RemoveAt(0).Add(exchange),
    };

    private ImmutableArray<(string Provider, RateHistory History)> WithCharge(ExchangeView exchange)
    {
        for (int i = 0; i < Charged.Length; i++)
        {
            if (Charged[i].Provider == exchange.Provider)
            {
                return Charged.SetItem(i, (exchange.Provider, Charged[i].History.Add(exchange.EndedAt, exchange.Charged)));
            }
        }

        return Charged.Add((exchange.Provider, RateHistory.Empty.Add(exchange.EndedAt, exchange.Charged)));
    }
}
