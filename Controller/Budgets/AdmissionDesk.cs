using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;

namespace BotBottle.Controller.Budgets;

/// <summary>
/// Decides the admission of single model calls. The decision needs only memory: the committed spending and the holds of the calls in flight, each of which
/// counts before the next decision. Nothing is written, because the proxy's spool is the record of an admitted call. While the store takes no writes, each
/// admission first tries one, so that no call is admitted whose usage could not be stored.
/// <para>
/// A call that only the holds of others keep out waits in the order of arrival. After each commit and each withdrawn call, the first waiting calls that fit are
/// admitted. No call overtakes another one that waits for the same budget, except that runs take turns: a run's second call waits behind the first of each
/// other run. After <see cref="Longest"/> the response is <see cref="AdmissionVerdict.BudgetHeld"/>.
/// </para>
/// </summary>
internal sealed class AdmissionDesk(HostState state, LedgerWriter writer, PolicyFile policy)
{
    /// <summary>Longest wait of a call for the holds of others (docs/contracts.md, section 11); its proxy waits 30 s for the response.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    // More than any agent has calls at once; further calls of a run do not wait.
    private const int MostOfRun = 256;

    private readonly LinkedList<AdmissionWait> _waiting = new();

    /// <summary>Number of waiting calls. The caller holds the gate.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Decides one call; an exchange that is already admitted is admitted again and counted once.</summary>
    /// <param name="run">Run of the call.</param>
    /// <param name="request">Its facts.</param>
    /// <param name="gone">Cancelled when the proxy no longer waits for the response.</param>
    /// <exception cref="OperationCanceledException"><paramref name="gone"/> was cancelled; there is no hold.</exception>
    public async Task<AdmissionAnswer> AdmitAsync(LiveRun run, AdmissionRequest request, CancellationToken gone = default)
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

        AdmissionWait wait = new(run, request);
        lock (state.Gate)
        {
            if (run.InFlight.TryGetValue(request.Exchange, out Hold? hold))
            {
                return hold.Answer;
            }

            Enqueue(wait);
            Serve();
            if (!wait.IsOver && _waiting.Count(other => other.Run == run) > MostOfRun)
            {
                End(wait);
            }
        }

        if (wait.IsOver)
        {
            return await wait.Answer.ConfigureAwait(false);
        }

        using CancellationTokenRegistration leaving = gone.Register(() => Leave(wait, gone));
        using ITimer timer = state.Time.CreateTimer(_ => End(wait), null, Longest, Timeout.InfiniteTimeSpan);
        return await wait.Answer.ConfigureAwait(false);
    }

    /// <summary>
    /// Admits the waiting calls that fit now, in their order. Called after every change of spending, holds or limits; the caller holds the gate.
    /// </summary>
    public void Serve()
    {
        HashSet<Account> taken = [];
        for (LinkedListNode<AdmissionWait>? node = _waiting.First; node is not null;)
        {
            LinkedListNode<AdmissionWait>? next = node.Next;
            AdmissionWait wait = node.Value;
            IReadOnlyList<Account> limits = state.Accounts.Limits(wait.Run.Record, wait.Request.Provider);
            AdmissionAnswer answer = Decide(wait, limits, out CallCost cost);
            bool comesFirst = !limits.Any(taken.Contains);
            if (answer.Verdict == AdmissionVerdict.BudgetHeld)
            {
                // Only the budgets that it waits for: a full budget of one repository does not block other runs at a budget that both share.
                taken.UnionWith(AdmissionPolicy.HeldBy(limits, cost.ToHold(state.Policy.Weights), state.Now));
            }
            else if (answer.Verdict != AdmissionVerdict.Admitted || comesFirst)
            {
                _waiting.Remove(node);
                wait.End(answer.Verdict == AdmissionVerdict.Admitted ? Admit(wait, limits, cost) : answer);
            }

            node = next;
        }
    }

    /// <summary>Ends the hold of a call that will not be made, because the response did not reach the proxy.</summary>
    public void Withdraw(LiveRun run, string exchange)
    {
        lock (state.Gate)
        {
            Holds.Release(state, run, exchange);
            Serve();
        }
    }

    /// <summary>Computes the response that a call without a reservation would get now, without any change. The caller holds the gate.</summary>
    /// <param name="state">State of the controller.</param>
    /// <param name="run">Run of the call.</param>
    /// <param name="provider">The provider's name.</param>
    /// <param name="unmetered">True if its spending never shows in its response.</param>
    public static AdmissionAnswer Foresee(HostState state, LiveRun run, string provider, bool unmetered) =>
        Decide(state, run, state.Accounts.Limits(run.Record, provider), default, unmetered);

    private static AdmissionAnswer Decide(HostState state, LiveRun run, IReadOnlyList<Account> limits, CallHold own, bool unmetered) =>
        run.Record.EndedAt is not null
            ? new AdmissionAnswer(AdmissionVerdict.EgressCut)
            : AdmissionPolicy.Decide(run.Record.Cut, limits, own, unmetered, state.Now);

    private static bool Probe(ILedgerTransaction transaction)
    {
        transaction.Probe();
        return true;
    }

    private AdmissionAnswer Decide(AdmissionWait wait, IReadOnlyList<Account> limits, out CallCost cost)
    {
        cost = CallCost.Of(wait.Request, state.Usual);
        return Decide(state, wait.Run, limits, cost.ToHold(state.Policy.Weights), wait.Request.Unmetered);
    }

    private AdmissionAnswer Admit(AdmissionWait wait, IReadOnlyList<Account> limits, CallCost cost)
    {
        CallHold tokens = cost.ToHold(state.Policy.Weights);
        long held = limits.Count == 0 ? 0 : limits.Max(account => tokens.Under(account.Budget!.Gate));
        AdmissionAnswer answer = new(AdmissionVerdict.Admitted, held, cost.HeldOutput(limits));
        Holds.Add(
            state, wait.Run, wait.Request.Exchange, new Hold(wait.Request.Provider, wait.Request.Model, tokens, answer, state.Now));
        return answer;
    }

    // Waits behind as many calls of each other run as its own run has waiting. So a run with hundreds of calls delays others by one at most.
    private void Enqueue(AdmissionWait wait)
    {
        int own = _waiting.Count(other => other.Run == wait.Run);
        Dictionary<LiveRun, int> ahead = [];
        for (LinkedListNode<AdmissionWait>? node = _waiting.First; node is not null; node = node.Next)
        {
            int place = ahead.GetValueOrDefault(node.Value.Run);
            if (place > own)
            {
                _waiting.AddBefore(node, wait);
                return;
            }

            ahead[node.Value.Run] = place + 1;
        }

        _waiting.AddLast(wait);
    }

    // Its time is up, or too many calls of its run wait.
    private void End(AdmissionWait wait)
    {
        lock (state.Gate)
        {
            // The passing of time alone may have made room.
            Serve();
            if (_waiting.Remove(wait))
            {
                AdmissionAnswer answer = Decide(wait, state.Accounts.Limits(wait.Run.Record, wait.Request.Provider), out _);
                // The call would fit, but one before it still waits.
                wait.End(answer.Verdict == AdmissionVerdict.Admitted ? new AdmissionAnswer(AdmissionVerdict.BudgetHeld) : answer);
                Serve();
            }
        }
    }

    private void Leave(AdmissionWait wait, CancellationToken gone)
    {
        lock (state.Gate)
        {
            if (_waiting.Remove(wait))
            {
                wait.Leave(gone);
                Serve();
            }
        }
    }
}
