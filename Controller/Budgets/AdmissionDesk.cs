using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;

namespace BotBottle.Controller.Budgets;

/// <summary>
/// Answers for single model calls. The decision needs memory alone: what is committed, and what the calls in flight hold, each of which is counted before the
/// next decision is made. Nothing is written, because the proxy's spool is the record of an admitted call. While the store takes no writes, each
/// admission first tries one: a call whose usage could not be kept is never let through.
/// <para>
/// A call that only others' holds keep out waits in the order of arrival: whenever something is committed or a call is not made after all, the first that fit are
/// let in. Nobody overtakes another that waits for the same budget, but that runs take turns: a run's second call stands behind the first of each other's. After <see cref="Longest"/> it is answered <see cref="AdmissionVerdict.BudgetHeld"/>.
/// </para>
/// </summary>
internal sealed class AdmissionDesk(HostState state, LedgerWriter writer, PolicyFile policy)
{
    /// <summary>How long a call waits for others' holds (docs/contracts.md, section 11); its proxy waits 30 s for the answer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    // More of a run than any agent has calls at once: beyond, nobody waits.
    private const int MostOfRun = 256;

    private readonly LinkedList<AdmissionWait> _waiting = new();

    /// <summary>How many wait; under the gate.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Decides one call; an exchange that is admitted already is admitted again and counted once.</summary>
    /// <param name="run">Whose.</param>
    /// <param name="request">Its facts.</param>
    /// <param name="gone">Gives up: nobody waits for the answer any more.</param>
    /// <exception cref="OperationCanceledException"><paramref name="gone"/> gave up; nothing is held.</exception>
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

    /// <summary>Lets in whoever waits and fits now, in their order. Under the gate, after whatever changes what is spent, held or allowed.</summary>
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
                // Only what it waits for: a repository's full budget keeps no other run from the one that they share.
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

    /// <summary>The answer did not reach the proxy: the call will not be made.</summary>
    public void Withdraw(LiveRun run, string exchange)
    {
        lock (state.Gate)
        {
            Holds.Release(state, run, exchange);
            Serve();
        }
    }

    /// <summary>What a call that sets nothing aside would be answered now; nothing changes by it. Under the gate.</summary>
    /// <param name="state">What the controller knows.</param>
    /// <param name="run">Whose call.</param>
    /// <param name="provider">The provider's name.</param>
    /// <param name="unmetered">Whether its spend never shows in its answer.</param>
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

    // Behind as many of each run as there are of its own: one that asks for hundreds at once keeps nobody else waiting for more than one.
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

    // Its time is up, or too many of its run wait.
    private void End(AdmissionWait wait)
    {
        lock (state.Gate)
        {
            // Time alone may have made room.
            Serve();
            if (_waiting.Remove(wait))
            {
                AdmissionAnswer answer = Decide(wait, state.Accounts.Limits(wait.Run.Record, wait.Request.Provider), out _);
                // It would fit, and somebody before it waits still.
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
