using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;

namespace BotBottle.Controller.State;

/// <summary>Every account of the host. Guarded by <see cref="HostState.Gate"/>.</summary>
internal sealed class AccountBook
{
    private readonly Dictionary<(Scope Scope, string Provider), Account> _accounts = [];

    // Sorted once here, because every commit iterates over them for each run.
    private string[] _providers = [];

    /// <summary>The accounts that have a budget, in no order.</summary>
    public IEnumerable<Account> Budgeted => _accounts.Values.Where(account => account.Budget is not null);

    /// <summary>Gets the account of a scope; creates an empty one if there is none.</summary>
    /// <param name="scope">Scope that the account counts for.</param>
    /// <param name="provider">The provider's name.</param>
    /// <param name="runName">The name of the run, if the scope is a run.</param>
    public Account Get(Scope scope, string provider, string? runName)
    {
        if (!_accounts.TryGetValue((scope, provider), out Account? account))
        {
            string label = scope.Kind == ScopeKind.Run && runName is not null ? Scope.Run(runName).ToString() : scope.ToString();
            _accounts.Add((scope, provider), account = new Account(scope, provider, label, default));
            _providers = _providers.Contains(provider) ? _providers : [.. _providers.Append(provider).Order(StringComparer.Ordinal)];
        }

        return account;
    }

    /// <summary>Gets the accounts that a run's calls add to, nearest first.</summary>
    public IEnumerable<Account> Chain(RunRecord run, string provider) => run.Chain.Select(scope => Get(scope, provider, run.Name));

    /// <summary>Gets the accounts whose budgets limit a run's calls to a provider, the governing one first; none if no scope defines a budget.</summary>
    public IReadOnlyList<Account> Limits(RunRecord run, string provider) =>
        AdmissionPolicy.Limits(run.Chain.Select(scope => _accounts.GetValueOrDefault((scope, provider))).OfType<Account>());

    /// <summary>Gets the accounts whose budgets limit a run, by provider.</summary>
    public IEnumerable<Account> Limits(RunRecord run) =>
        _providers.SelectMany(provider => Limits(run, provider));

    /// <summary>Loads a counter from the store.</summary>
    public void Load(StoredCounter counter, string? runName)
    {
        Account account = Get(counter.Scope, counter.Provider, runName);
        account.Add(DateTimeOffset.MinValue, counter.Total);
        account.Crossed = counter.Crossed;
        foreach ((double fraction, DateTimeOffset told) in counter.Warned)
        {
            account.Warned[fraction] = told;
        }
    }

    /// <summary>Removes the accounts of a run that is over and returns them.</summary>
    public IReadOnlyList<Account> Remove(string run)
    {
        List<Account> gone = [.. _accounts.Values.Where(account => account.Scope == Scope.Run(run))];
        gone.ForEach(account => _accounts.Remove((account.Scope, account.Provider)));
        return gone;
    }
}
