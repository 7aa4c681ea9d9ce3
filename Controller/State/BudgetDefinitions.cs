using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;

namespace BotBottle.Controller.State;

/// <summary>Puts budgets in force. A new window starts with what the ledger says was spent in it, so that an edit never forgets spending.</summary>
internal sealed class BudgetDefinitions(ILedgerStore store)
{
    /// <summary>Changes an account's budgets in memory and forgets which warnings were told; runs under the gate.</summary>
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

    /// <summary>Puts a stored or declared budget in force at start-up, where nothing is to be written.</summary>
    public void Load(Account account, Budget? declared, Budget? set, DateTimeOffset now) =>
        _ = account.Define(declared, set, WindowOf(account, (set ?? declared)?.Window, now));

    /// <summary>
    /// After a clock was set back: fills every window from the ledger, the open transaction's rows too. Where that is taken back, so are their charges, from what is
    /// in force then.
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

    /// <summary>Warnings are told again; the caller writes the same to the store.</summary>
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

    /// <summary>What an account has spent in a window that no budget of it need have.</summary>
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
