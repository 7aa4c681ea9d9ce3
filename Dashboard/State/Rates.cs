using System.Runtime.CompilerServices;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Dashboard.State;

/// <summary>Tokens per minute of all runs and of their budgets, computed once per state.</summary>
internal sealed class Rates
{
    private static readonly ConditionalWeakTable<DashboardState, Rates> Known = [];

    private readonly Dictionary<string, long> _runs;
    private readonly Dictionary<BudgetKey, long> _budgets = [];

    private Rates(DashboardState state)
    {
        _runs = new Dictionary<string, long>(state.Runs.Count);
        foreach ((string id, RunEntry run) in state.Runs)
        {
            long sum = 0;
            foreach ((string provider, RateHistory history) in run.Charged)
            {
                long rate = history.PerMinute(state.Now);
                sum += rate;
                if (rate > 0)
                {
                    Count(run.View, provider, rate);
                }
            }

            _runs[id] = sum;
            LiveRuns += run.Live ? 1 : 0;
            Total += sum;
        }
    }

    /// <summary>The rate of the whole host.</summary>
    public long Total { get; }

    /// <summary>The number of runs with a working agent.</summary>
    public int LiveRuns { get; }

    /// <summary>The rates of a state.</summary>
    public static Rates Of(DashboardState state) => Known.GetValue(state, now => new Rates(now));

    /// <summary>The rate of a run.</summary>
    public long Run(RunEntry run) => _runs.GetValueOrDefault(run.View.Run);

    /// <summary>The rate of the runs that count in a budget.</summary>
    public long Budget(BudgetView budget) => _budgets.GetValueOrDefault(BudgetFacts.KeyOf(budget));

    private void Count(RunView run, string provider, long rate)
    {
        Add(new BudgetKey(provider, "host"), rate);
        string own = "run:" + run.Name;
        string? agent = run.Agent is null ? null : "agent:" + run.Agent;
        string? bottle = run.Bottle is null ? null : "bottle:" + run.Bottle;
        Add(new BudgetKey(provider, own), rate);
        if (agent is not null)
        {
            Add(new BudgetKey(provider, agent), rate);
        }

        if (bottle is not null)
        {
            Add(new BudgetKey(provider, bottle), rate);
        }

        foreach (BudgetView limit in run.Budgets)
        {
            if (limit.Provider == provider && limit.Scope != "host" && limit.Scope != own && limit.Scope != agent && limit.Scope != bottle)
            {
                Add(new BudgetKey(provider, limit.Scope), rate);
            }
        }
    }

    private void Add(BudgetKey key, long rate) => _budgets[key] = _budgets.GetValueOrDefault(key) + rate;
}
