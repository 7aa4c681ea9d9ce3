using BotBottle.Core.Text;

namespace BotBottle.Core.Budgets;

/// <summary>
/// The counter of one scope with one provider, its calls in flight and its budget, if any. Counters run without a budget too, so that a budget set later finds
/// the earlier spending. Not safe for several threads; callers pass the time in.
/// </summary>
/// <param name="scope">The scope that this account counts for.</param>
/// <param name="provider">The provider's name.</param>
/// <param name="label">The scope's display name: a run by its name.</param>
/// <param name="total">The spending since the last reset.</param>
public sealed class Account(Scope scope, string provider, string label, Spend total)
{
    private SpendWindow? _window;
    private CallHold _held;

    /// <summary>The scope that this account counts for.</summary>
    public Scope Scope => scope;

    /// <summary>The provider's name.</summary>
    public string Provider => provider;

    /// <summary>The scope's display name.</summary>
    public string Label => label;

    /// <summary>The spending since the last reset, in any window.</summary>
    public Spend Total { get; private set; } = total;

    /// <summary>The admitted calls whose usage is not known yet.</summary>
    public int InFlight { get; private set; }

    /// <summary>The tokens that calls in flight set aside, by the budget's gate; 0 without a budget.</summary>
    public long Held => _held.Under(Budget?.Gate ?? BudgetGate.Off);

    /// <summary>The budget that a file or <c>--budget</c> declares; null when there is none.</summary>
    public Budget? Declared { get; private set; }

    /// <summary>The budget that an operator set, which overrides the declared one; null when there is none.</summary>
    public Budget? Set { get; private set; }

    /// <summary>The budget in force; null when there is none.</summary>
    public Budget? Budget => Set ?? Declared;

    /// <summary>True from the commit that spent the budget until the budget has room again.</summary>
    public bool Crossed { get; set; }

    /// <summary>The time of the last warning for each fraction.</summary>
    public Dictionary<double, DateTimeOffset> Warned { get; } = [];

    /// <summary>Adds the hold of an admitted call.</summary>
    public void Hold(CallHold hold)
    {
        InFlight++;
        _held += hold;
    }

    /// <summary>Releases the hold of a call that is settled or was never made.</summary>
    public void Release(CallHold hold)
    {
        InFlight--;
        _held = new CallHold(_held.Usual - hold.Usual, _held.Most - hold.Most);
    }

    /// <summary>
    /// Replaces the budgets. <paramref name="window"/> holds the spending in the window of the budget in force; null where all spending since the reset counts.
    /// </summary>
    /// <returns>An action that undoes the change.</returns>
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

    /// <summary>Sets the counter to zero.</summary>
    /// <returns>An action that undoes the change.</returns>
    public Action Reset()
    {
        (Spend Total, SpendWindow? Window) before = (Total, _window);
        Total = default;
        _window = _window is null ? null : new SpendWindow(Budget!.Window);
        return () => (Total, _window) = before;
    }

    /// <summary>The spending in the budget's window.</summary>
    public Spend Spent(DateTimeOffset now) => _window?.At(now) ?? Total;

    /// <summary>True when there is a budget and it has no room.</summary>
    public bool IsSpent(DateTimeOffset now) => Budget?.IsSpent(Spent(now)) == true;

    /// <summary>The end of the calendar period, or the time at which a spent sliding window has room; null if the budget never resets by itself.</summary>
    public DateTimeOffset? ResetsAt(DateTimeOffset now) => Budget switch
    {
        { Window.Kind: WindowKind.Sliding } budget when IsSpent(now) => _window?.RoomAt(now, budget),
        { } budget => budget.Window.EndsAt(now),
        null => null,
    };

    /// <summary>The time at which a spent budget has room without a reset; null if it has room now or never gets any.</summary>
    public DateTimeOffset? RoomAt(DateTimeOffset now) =>
        Budget is { } budget && IsSpent(now) ? _window?.RoomAt(now, budget) : null;

    /// <summary>The next time at which the spending in the window falls or the budget starts again; null if there is none.</summary>
    public DateTimeOffset? ChangesAt(DateTimeOffset now) =>
        Budget is { Window.Kind: not WindowKind.Sliding } budget ? budget.Window.EndsAt(now) : _window?.ChangesAt;

    /// <summary>The highest warning fraction that is reached and not yet reported in this window; null when there is none.</summary>
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

    /// <summary>The facts for a refusal by the limit that is reached (tokens before requests), or else by the first limit that is set.</summary>
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
            provider, label, budget.Tokens, spent.Tokens, budget.Tokens is null ? 0 : Held, budget.Requests, spent.Requests + InFlight,
            budget.Window.ToString(),
            ResetsAt(now), WireNames.Of(budget.Enforcement), WireNames.Of(budget.Gate), budget.Origin);
    }
}
