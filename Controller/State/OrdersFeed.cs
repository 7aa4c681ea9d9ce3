using System.Runtime.CompilerServices;
using BotBottle.Core.Budgets;
using BotBottle.Core.Policy;
using BotBottle.Core.Routes;

namespace BotBottle.Controller.State;

/// <summary>
/// A run's orders as versioned state. A follower gets the present state first and then the newest state after each change. A slow follower skips versions,
/// because the newest line contains everything.
/// </summary>
/// <param name="firstVersion">A version above all that an earlier controller sent.</param>
internal sealed class OrdersFeed(long firstVersion)
{
    private readonly Lock _gate = new();
    private RunOrders _orders = new(firstVersion, null, []);
    private TaskCompletionSource _changed = NewSignal();
    private bool _over;

    /// <summary>The present orders.</summary>
    public RunOrders Present
    {
        get
        {
            lock (_gate)
            {
                return _orders;
            }
        }
    }

    /// <summary>Makes this the present state; followers get nothing if it equals the old one.</summary>
    public void Publish(EgressCut? cut, IReadOnlyList<BudgetRefusal> spent, IReadOnlyList<string> counted, bool freeze, IReadOnlyList<BudgetRefusal> closed) =>
        Publish(orders =>
        orders.Cut == cut && orders.Spent.SequenceEqual(spent) && (orders.Counted ?? []).SequenceEqual(counted) && orders.Freeze == freeze
            && (orders.Closed ?? []).SequenceEqual(closed)
            ? orders
            : orders with { Cut = cut, Spent = spent, Counted = counted, Freeze = freeze, Closed = closed.Count > 0 ? closed : null });

    /// <summary>Makes these the run's routes, unless the run has newer ones.</summary>
    public void Publish(RouteSet routes) => Publish(orders => orders.Routes?.Version >= routes.Version ? orders : orders with { Routes = routes });

    /// <summary>Makes these the run's pending approvals and decisions.</summary>
    public void Publish(IReadOnlyList<ApprovalOrder> approvals) => Publish(orders => orders with { Approvals = approvals });

    private void Publish(Func<RunOrders, RunOrders> change)
    {
        TaskCompletionSource signal;
        lock (_gate)
        {
            RunOrders next = change(_orders);
            if (ReferenceEquals(next, _orders))
            {
                return;
            }

            _orders = next with { Version = _orders.Version + 1 };
            signal = _changed;
            _changed = NewSignal();
        }

        signal.SetResult();
    }

    /// <summary>Ends every stream, because the run is over.</summary>
    public void End()
    {
        TaskCompletionSource signal;
        lock (_gate)
        {
            _over = true;
            signal = _changed;
            _changed = NewSignal();
        }

        signal.SetResult();
    }

    /// <summary>Yields the present orders and then each newer state, until the run is over.</summary>
    public async IAsyncEnumerable<RunOrders> FollowAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        long told = -1;
        while (true)
        {
            RunOrders orders;
            Task changed;
            bool over;
            lock (_gate)
            {
                (orders, changed, over) = (_orders, _changed.Task, _over);
            }

            if (orders.Version > told)
            {
                told = orders.Version;
                yield return orders;
            }

            if (over)
            {
                yield break;
            }

            await changed.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
