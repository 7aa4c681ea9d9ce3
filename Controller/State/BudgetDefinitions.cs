using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;

namespace BotBottle.Controller.State;

/// <summary>Puts budgets in force. A new window starts with the ledger's sum of its spending, so that an edit never loses spending.</summary>
internal sealed class BudgetDefinitions(ILedgerStore store)
{
    /// <summary>Changes an account's budgets in memory and forgets the warnings already given. The caller holds the gate.</summary>
    public void Define(
        Account account, Budget? declared, Budget? set, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath)
    {
        aftermath.OnRollback(account.Define(declared, set, WindowOf(account, (set ?? declared)?.Window, now)));
        transaction.ClearWarned(account.Scope, account.Provider);
        ForgetWarnings(account, aftermath);
        if (account.Budget is null && account.Crossed)
        {
            transaction.SetCrossed(account.Scope, account.Provider, false);
            account.Crossed = false;
            aftermath.OnRollback(() => account.Crossed = true);
        }
    }

    /// <summary>Puts a stored or declared budget in force at start-up, without writing to the store.</summary>
    public void Load(Account account, Budget? declared, Budget? set, DateTimeOffset now) =>
        _ = account.Define(declared, set, WindowOf(account, (set ?? declared)?.Window, now));

    /// <summary>
    /// Refills every window from the ledger after the clock was set back, with the rows of the open transaction. On rollback their charges are removed from the
    /// windows in force then.
    /// </summary>
    public void Refill(HostState state)
    {
        DateTimeOffset now = state.Now;
        foreach (Account account in state.Accounts.Budgeted)
        {
            Load(account, account.Declared, account.Set, now);
        }

        state.AcceptClock();
    }

    /// <summary>Lets warnings be given again; the caller stores the same change.</summary>
    public static void ForgetWarnings(Account account, Aftermath aftermath)
    {
        Dictionary<double, DateTimeOffset> before = new(account.Warned);
        account.Warned.Clear();
        aftermath.OnRollback(() =>
        {
            foreach ((double fraction, DateTimeOffset told) in before)
            {
                account.Warned[fraction] = told;
            }
        });
    }

    /// <summary>Gets the spending of an account in a window, even if no budget of it has that window.</summary>
    public Spend Spent(Account account, BudgetWindow window, DateTimeOffset now) => WindowOf(account, window, now)?.At(now) ?? account.Total;

    private SpendWindow? WindowOf(Account account, BudgetWindow? counted, DateTimeOffset now)
    {
        if (counted?.StartsAt(now) is not { } start)
        {
            return null;
        }

        SpendWindow window = new(counted.Value);
        foreach ((DateTimeOffset at, Spend spend) in store.SpendSince(account.Scope, account.Provider, start))
        {
            window.Add(at, spend);
        }

        return window;
    }
}
