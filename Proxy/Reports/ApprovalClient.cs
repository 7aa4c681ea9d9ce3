using System.Collections.Concurrent;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;

namespace BotBottle.Proxy.Reports;

/// <summary>
/// Asks operators for approval through the controller and reads their decisions from the run's orders. Orders are state, so that a lost stream or a restart of
/// controller or proxy loses no decision. A decided value needs no question, and a request with a pending value joins its approval.
/// </summary>
internal sealed class ApprovalClient : IDisposable
{
    /// <summary>Many times the duration of a commit.</summary>
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(30);

    /// <summary>The longest period of a timer; a request that waits longer is refused.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(24);

    /// <summary>Time for the orders to arrive after an approval's time-out. A controller that restarts meanwhile times the approval out then.</summary>
    private static readonly TimeSpan OrdersGrace = TimeSpan.FromSeconds(30);

    private const int MostTries = 8;

    private readonly ControllerClientForProxy _controller;
    private readonly OrdersStream _orders;
    private readonly TimeProvider _time;
    private readonly ApprovalTerms _terms;

    // The ids of approvals for one request that a request of this proxy has used up or tries to: short, and no more than an operator gave.
    private readonly ConcurrentDictionary<string, bool> _taken = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = NewSignal();

    public ApprovalClient(ControllerClientForProxy controller, OrdersStream orders, TimeProvider time)
    {
        _controller = controller;
        _orders = orders;
        _time = time;
        _terms = new ApprovalTerms(time);
        orders.Changed += Wake;
    }

    public void Dispose() => _orders.Changed -= Wake;

    /// <summary>
    /// The decision on a value at a destination by the present orders: true if approved, false if rejected, null if undecided or approved for one request only.
    /// </summary>
    public bool? Decision(string fingerprint, string host) => Standing(_orders.Current, fingerprint, host) switch
    {
        { State: ApprovalState.Approved, Once: false } => true,
        { State: ApprovalState.Rejected } => false,
        _ => null,
    };

    /// <summary>Uses up an approval for one request, if there is one.</summary>
    public async ValueTask<bool> TakeOnceAsync(string fingerprint, string host, CancellationToken cancel) =>
        Standing(_orders.Current, fingerprint, host) is { State: ApprovalState.Approved, Once: true, Id: var id }
        && await UseAsync(id, cancel).ConfigureAwait(false) is { IsApproved: true };

    /// <summary>Asks an operator about a value, unless it is pending or decided already.</summary>
    public void Offer(ApprovalRequest request)
    {
        if (Standing(_orders.Current, request.Fingerprint, request.Host) is null)
        {
            _ = PutAsync(request, CancellationToken.None);
        }
    }

    /// <summary>Asks an operator and waits for the decision.</summary>
    /// <exception cref="OperationCanceledException">The request was cancelled; the approval stays pending, and a retry joins it.</exception>
    public async ValueTask<ApprovalOutcome> AskAsync(ApprovalRequest request, CancellationToken cancel)
    {
        // An approval for one request admits one of the waiting requests; the others ask again.
        for (int tries = 1; ; tries++)
        {
            if (await AskOnceAsync(request, cancel).ConfigureAwait(false) is { } outcome)
            {
                return outcome;
            }
            if (tries == MostTries)
            {
                return new ApprovalOutcome(ApprovalResult.TooMany, "other requests with this value used up every approval");
            }
        }
    }

    // Null if another request used up the approval for one request.
    private async ValueTask<ApprovalOutcome?> AskOnceAsync(ApprovalRequest request, CancellationToken cancel)
    {
        if (Standing(_orders.Current, request.Fingerprint, request.Host) is { } known && !_taken.ContainsKey(known.Id))
        {
            return known.State == ApprovalState.Pending
                ? await WaitAsync(request, known.Id, 0, known.ExpiresAt, cancel).ConfigureAwait(false)
                : await DecidedAsync(known.State, known.Id, known.Once, cancel).ConfigureAwait(false);
        }

        (ApprovalAnswer? answer, string failure) = await PutAsync(request, cancel).ConfigureAwait(false);
        return answer switch
        {
            null => new ApprovalOutcome(ApprovalResult.ControllerUnreachable, $"no operator could be asked: {failure}"),
            // The controller has only a wall clock. If that was set back, the proxy's own clock decides that an approval has expired.
            { Verdict: ApprovalVerdict.Approved, Id: var id } when _orders.Current?.Approvals?.FirstOrDefault(order => order.Id == id) is { } late
                && _terms.IsOver(late) =>
                new ApprovalOutcome(ApprovalResult.TimedOut, $"the approval has expired; to be asked again, run bot-bottle revoke {id}"),
            { Verdict: ApprovalVerdict.Approved, Id: var id, Once: var once } =>
                await DecidedAsync(ApprovalState.Approved, id, once, cancel).ConfigureAwait(false),
            { Verdict: ApprovalVerdict.Rejected } => new ApprovalOutcome(ApprovalResult.Rejected),
            { Verdict: ApprovalVerdict.Pending, Id: { } id, ExpiresAt: { } expiry } =>
                await WaitAsync(request, id, answer.Version, expiry, cancel).ConfigureAwait(false),
            { Verdict: ApprovalVerdict.TooMany } => new ApprovalOutcome(ApprovalResult.TooMany, answer.Message),
            _ => new ApprovalOutcome(ApprovalResult.Unsupervised, answer.Message),
        };
    }

    private async Task<(ApprovalAnswer? Answer, string Failure)> PutAsync(ApprovalRequest request, CancellationToken cancel)
    {
        using CancellationTokenSource limit = new(AskLimit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return (await _controller.AskApprovalAsync(Bounded(request), either.Token).ConfigureAwait(false), "");
        }
        catch (ControllerException exception)
        {
            return (null, exception.Message);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, $"the controller did not respond within {AskLimit.TotalSeconds:0} s");
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The entry in the orders, unless it has expired by this proxy's own clocks.
    private ApprovalOrder? Standing(RunOrders? orders, string fingerprint, string host) =>
        orders?.FindApproval(fingerprint, host) is { } order && !_terms.IsOver(order) ? order : null;

    private async ValueTask<ApprovalOutcome?> DecidedAsync(ApprovalState state, string? id, bool once, CancellationToken cancel) =>
        state == ApprovalState.Rejected ? new ApprovalOutcome(ApprovalResult.Rejected)
        : once ? await UseAsync(id ?? "", cancel).ConfigureAwait(false)
        : new ApprovalOutcome(ApprovalResult.Approved);

    // Null if another request has used up the approval. A lost answer leaves it used up and this request refused.
    private async ValueTask<ApprovalOutcome?> UseAsync(string id, CancellationToken cancel)
    {
        if (!_taken.TryAdd(id, true))
        {
            return null;
        }
        bool isAnswered = false;
        using CancellationTokenSource limit = new(AskLimit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            ApprovalUsed used = await _controller.UseApprovalAsync(new ApprovalUse(id), either.Token).ConfigureAwait(false);
            isAnswered = true;
            return used.Granted ? new ApprovalOutcome(ApprovalResult.Approved, Once: true) : null;
        }
        catch (ControllerException exception)
        {
            return new ApprovalOutcome(ApprovalResult.ControllerUnreachable, $"the approval is for one request and could not be used: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new ApprovalOutcome(
                ApprovalResult.ControllerUnreachable,
                $"the approval is for one request, and the controller did not respond within {AskLimit.TotalSeconds:0} s");
        }
        finally
        {
            if (!isAnswered)
            {
                // The controller knows whether the approval is used up, and tells the next request that asks.
                _taken.TryRemove(id, out _);
            }
        }
    }

    // Texts that an agent chose have no bound; the controller refuses absurd ones and cleans the rest.
    private static ApprovalRequest Bounded(ApprovalRequest request) => request with
    {
        Rule = ReportText.Limit(request.Rule, ReportText.MaxName)!,
        Place = ReportText.Limit(request.Place, ReportText.MaxName)!,
        Context = ReportText.Limit(request.Context, ReportText.MaxPath)!,
        Route = ReportText.Limit(request.Route, ReportText.MaxPath)!,
        Method = ReportText.Limit(request.Method, ReportText.MaxName)!,
        Path = ReportText.Limit(request.Path, ReportText.MaxPath)!,
    };

    private async Task<ApprovalOutcome?> WaitAsync(ApprovalRequest request, string id, long version, DateTimeOffset expiry, CancellationToken cancel)
    {
        TimeSpan left = expiry - _time.GetUtcNow();
        left = TimeSpan.FromTicks(Math.Clamp(left.Ticks, 0, LongestWait.Ticks));
        using CancellationTokenSource limit = new(left + OrdersGrace, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            while (true)
            {
                // Read before the orders are checked, so that orders that arrive meanwhile wake the next check.
                Task changed = Volatile.Read(ref _changed).Task;
                if (_orders.Current is { } orders && orders.Version >= version)
                {
                    ApprovalOrder? standing = Standing(orders, request.Fingerprint, request.Host);
                    if (standing is { State: not ApprovalState.Pending })
                    {
                        return await DecidedAsync(standing.State, standing.Id, standing.Once, either.Token).ConfigureAwait(false);
                    }
                    // The approval is gone, or another request asked again: it has timed out, or another request used up its approval for one request.
                    if (standing?.Id != id)
                    {
                        return _taken.ContainsKey(id) ? null : new ApprovalOutcome(ApprovalResult.TimedOut);
                    }
                }
                await changed.WaitAsync(either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new ApprovalOutcome(ApprovalResult.ControllerUnreachable, "the controller did not report the decision");
        }
    }

    private void Wake(RunOrders orders)
    {
        _terms.Learn(orders);
        Interlocked.Exchange(ref _changed, NewSignal()).SetResult();
    }
}
