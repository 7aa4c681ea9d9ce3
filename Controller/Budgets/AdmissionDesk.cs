using BotBottle.Controller.Service;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Budgets;

/// <summary>
/// Answers for single model calls. The decision needs memory alone: what is committed, and the calls in flight, each of which is counted before the
/// next decision is made. Nothing is written, because the proxy's spool is the record of an admitted call. While the store takes no writes, each
/// admission first tries one: a call whose usage could not be kept is never let through.
/// </summary>
internal sealed class AdmissionDesk(HostState state, LedgerWriter writer, PolicyFile policy)
{
    /// <summary>Decides one call; an exchange that is admitted already is admitted again and counted once.</summary>
    public async Task<AdmissionAnswer> AdmitAsync(LiveRun run, AdmissionRequest request)
    {
        await policy.RefreshAsync().ConfigureAwait(false);
        try
        {
            if (writer.Fault is not null)
            {
                await writer.RunAsync((transaction, _) => Probe(transaction)).ConfigureAwait(false);
            }
        }
        catch (StoreUnavailableException fault)
        {
            return new AdmissionAnswer(AdmissionVerdict.StoreUnavailable, Message: fault.Message);
        }

        lock (state.Gate)
        {
            return Decide(run, request);
        }
    }

    /// <summary>The answer did not reach the proxy: the call will not be made.</summary>
    public void Withdraw(LiveRun run, string exchange)
    {
        lock (state.Gate)
        {
            Settlement.Release(state.Accounts, run, exchange);
        }
    }

    /// <summary>What a call would be answered now; nothing changes by it. Under the gate.</summary>
    /// <param name="state">What the controller knows.</param>
    /// <param name="run">Whose call.</param>
    /// <param name="provider">The provider's name.</param>
    /// <param name="unmetered">Whether its spend never shows in its answer.</param>
    public static AdmissionAnswer Foresee(HostState state, LiveRun run, string provider, bool unmetered) => run.Record.EndedAt is not null
        ? new AdmissionAnswer(AdmissionVerdict.EgressCut)
        : AdmissionPolicy.Decide(run.Record.Cut, state.Accounts.Limits(run.Record, provider), unmetered, state.Now);

    private static bool Probe(ILedgerTransaction transaction)
    {
        transaction.Probe();
        return true;
    }

    private AdmissionAnswer Decide(LiveRun run, AdmissionRequest request)
    {
        if (run.InFlight.ContainsKey(request.Exchange))
        {
            return new AdmissionAnswer(AdmissionVerdict.Admitted);
        }

        AdmissionAnswer answer = Foresee(state, run, request.Provider, request.Unmetered);
        if (answer.Verdict == AdmissionVerdict.Admitted)
        {
            run.InFlight.Add(request.Exchange, request.Provider);
            foreach (Account account in state.Accounts.Chain(run.Record, request.Provider))
            {
                account.InFlight++;
            }
        }

        return answer;
    }
}
