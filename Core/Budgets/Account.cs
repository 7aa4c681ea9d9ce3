using BotBottle.Core.Text;

namespace BotBottle.Core.Budgets;

/// <summary>
/// One scope's dealings with one provider: its counter, its calls in flight and its budget, if it has one. Counters run whether or not a
/// budget is defined, so that one set later finds what was spent before. Not safe for several threads; time is passed in.
/// </summary>
/// <param name="scope">Whose.</param>
/// <param name="provider">The provider's name.</param>
/// <param name="label">The scope as people read it: a run by its name.</param>
/// <param name="total">Everything since the last reset.</param>
public sealed class Account(Scope scope, string provider, string label, Spend total)
{
    private SpendWindow? _window;
    private CallHold _held;

    /// <summary>Whose.</summary>
    public Scope Scope => scope;

    /// <summary>The provider's name.</summary>
    public string Provider => provider;

    /// <summary>The scope as people read it.</summary>
    public string Label => label;

    /// <summary>Everything since the last reset, whatever the window.</summary>
    public Spend Total { get; private set; } = total;

    /// <summary>Admitted calls whose usage is not known yet.</summary>
    public int InFlight { get; private set; }

    /// <summary>The tokens that calls in flight set aside, by the budget's gate; 0 without a budget.</summary>
    public long Held => _held.Under(Budget?.Gate ?? BudgetGate.Off);

    /// <summary>The budget that a file or <c>--budget</c> declares; null without one.</summary>
    public Budget? Declared { get; private set; }

    /// <summary>The budget that an operator set; it beats the declared one. Null without one.</summary>
    public Budget? Set { get; private set; }

    /// <summary>The budget in force; null without one.</summary>
    public Budget? Budget => Set ?? Declared;

    /// <summary>True from the commit at which the budget was spent until it has room again.</summary>
    public bool Crossed { get; set; }

    /// <summary>When each warning fraction was last told.</summary>
    public Dictionary<double, DateTimeOffset> Warned { get; } = [];

    /// <summary>A call is admitted.</summary>
    public void Hold(CallHold hold)
    {
        InFlight++;
        _held += hold;
    }

    /// <summary>A call that was admitted is settled, or was not made.</summary>
    public void Release(CallHold hold)
    {
        InFlight--;
        _held = new CallHold(_held.Usual - hold.Usual, _held.Most - hold.Most);
    }

    /// <summary>Takes new budgets; <paramref name="window"/> holds what counts in the window of the one in force, null where everything since the reset counts.</summary>
    /// <returns>What takes it back.</returns>
    public Action Define(Budget? declared, Budget? set, SpendWindow? window)
    {
        (Budget? Declared, Budget? Set, SpendWindow? Window) before = (Declared, Set, _window);
        (Declared, Set, _window) = (declared, set, window);
        return () => (Declared, Set, _window) = before;
    }

    /// <summary>Adds spending; a negative amount at the same instant takes it back.</summary>
    public void Add(DateTimeOffset at, Spend spend)
    {
        Total += spend;
        _window?.Add(at, spend);
    }

    /// <summary>The counter starts again.</summary>
    /// <returns>What takes it back.</returns>
    public Action Reset()
    {
        (Spend Total, SpendWindow? Window) before = (Total, _window);
        Total = default;
        _window = _window is null ? null : new SpendWindow(Budget!.Window);
        return () => (Total, _window) = before;
    }

    /// <summary>What is spent in the budget's window.</summary>
    public Spend Spent(DateTimeOffset now) => _window?.At(now) ?? Total;

    /// <summary>True when there is a budget and it has no room.</summary>
    public bool IsSpent(DateTimeOffset now) => Budget?.IsSpent(Spent(now)) == true;

    /// <summary>When the budget starts again: the calendar period's end, or when a spent sliding window has room; null where it never does by itself.</summary>
    public DateTimeOffset? ResetsAt(DateTimeOffset now) => Budget switch
    {
        { Window.Kind: WindowKind.Sliding } budget when IsSpent(now) => _window?.RoomAt(now, budget),
        { } budget => budget.Window.EndsAt(now),
        null => null,
    };

    /// <summary>When time alone gives a spent budget room; null where it has room or never will.</summary>
    public DateTimeOffset? RoomAt(DateTimeOffset now) =>
        Budget is { } budget && IsSpent(now) ? _window?.RoomAt(now, budget) : null;

    /// <summary>When time alone changes what is spent, or when the budget starts again; null where it never does.</summary>
    public DateTimeOffset? ChangesAt(DateTimeOffset now) =>
        Budget is { Window.Kind: not WindowKind.Sliding } budget ? budget.Window.EndsAt(now) : _window?.ChangesAt;

    /// <summary>The highest warning fraction that is reached and not told in this window yet; null without one.</summary>
    public double? WarningDue(DateTimeOffset now)
    {
        if (Budget is not { } budget)
        {
            return null;
        }

        Spend spent = Spent(now);
        DateTimeOffset since = budget.Window.StartsAt(now) ?? DateTimeOffset.MinValue;
        for (int i = budget.WarnAt.Count - 1; i >= 0; i--)
        {
            double fraction = budget.WarnAt[i];
            if (budget.HasReached(fraction, spent))
            {
                bool told = Warned.Any(mark => mark.Key >= fraction && mark.Value >= since);
                return told ? null : fraction;
            }
        }

        return null;
    }

    /// <summary>The facts for a refusal, of the limit that is reached (tokens before requests), else of the first that is set.</summary>
    /// <exception cref="InvalidOperationException">There is no budget.</exception>
    public BudgetRefusal Refusal(DateTimeOffset now)
    {
        Budget budget = Budget ?? throw new InvalidOperationException($"{label} has no budget for {provider}");
        Spend spent = Spent(now);
        bool tokens = budget.TokensSpent(spent) || (budget.Tokens is not null && !budget.RequestsSpent(spent with { Requests = spent.Requests + InFlight }));
        return tokens || budget.Requests is null
            ? new BudgetRefusal(label, provider, "tokens", budget.Tokens ?? 0, spent.Tokens, 0, ResetsAt(now))
            : new BudgetRefusal(label, provider, "requests", budget.Requests.Value, spent.Requests, InFlight, ResetsAt(now));
    }

    /// <summary>The account as <c>ps</c> and <c>budget show</c> print it.</summary>
    /// <exception cref="InvalidOperationException">There is no budget.</exception>
    public BudgetView View(DateTimeOffset now)
    {
        Budget budget = Budget ?? throw new InvalidOperationException($"{label} has no budget for {provider}");
        Spend spent = Spent(now);
        return new BudgetView(
            provider, label, budget.Tokens, spent.Tokens, budget.Tokens is null ? 0 : Held, budget.Requests, spent.Requests + InFlight, budget.Window.ToString(),
            ResetsAt(now), WireNames.Of(budget.Enforcement), WireNames.Of(budget.Gate), budget.Origin);
    }
}
