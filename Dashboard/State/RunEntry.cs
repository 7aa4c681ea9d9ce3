using System.Collections.Immutable;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Dashboard.State;

/// <summary>The dashboard's data of a run.</summary>
/// <param name="View">The newest view from the controller.</param>
internal sealed record RunEntry(RunView View)
{
    /// <summary>The maximum number of kept model calls.</summary>
    public const int MaxExchanges = 200;

    /// <summary>The charged tokens by provider; rarely more than one or two providers.</summary>
    public ImmutableArray<(string Provider, RateHistory History)> Charged { get; init; } = [];

    /// <summary>The newest model calls, oldest first.</summary>
    public ImmutableList<ExchangeView> Exchanges { get; init; } = [];

    /// <summary>The routes; null before they were requested.</summary>
    public RoutesView? Routes { get; init; }

    /// <summary>The reason why the routes are unknown; null when they are known.</summary>
    public string? RoutesFault { get; init; }

    /// <summary>True if the command has ended for good.</summary>
    public bool Ended => View.State is RunState.Exited or RunState.Killed;

    /// <summary>True if the run is frozen and can be resumed.</summary>
    public bool Frozen => View.State == RunState.Frozen;

    /// <summary>True if the agent is alive.</summary>
    public bool Live => View.State is RunState.Running or RunState.Cut;

    /// <summary>The budget with the largest spent part; null without a budget.</summary>
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

    /// <summary>Returns the entry with one more model call.</summary>
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
