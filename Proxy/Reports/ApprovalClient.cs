using System.Collections.Concurrent;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;

namespace BotBottle.Proxy.Reports;

/// <summary>
/// Asks operators through the controller, and learns what they said from the run's orders: these are state, so that no lost stream, no restart of controller or
/// proxy loses a decision. A value that is decided needs no question, one that waits already joins its approval.
/// </summary>
internal sealed class ApprovalClient : IDisposable
{
    /// <summary>Many times what a commit takes.</summary>
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(30);

    /// <summary>What a timer takes; whoever waits longer is refused.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(24);

    /// <summary>For the orders to come after an approval's time is out; a controller that is started again meanwhile times it out then.</summary>
    private static readonly TimeSpan OrdersGrace = TimeSpan.FromSeconds(30);

    private const int MostTries = 8;

    private readonly ControllerClientForProxy _controller;
    private readonly OrdersStream _orders;
    private readonly TimeProvider _time;
    private readonly ApprovalTerms _terms;

    // The ids of yeses for one request that a request of this proxy has taken, or tries to: short, and as many as an operator gave.
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

    /// <summary>What the present orders say of a value at a destination: true approved, false rejected, null undecided, or for one request.</summary>
    public bool? Decision(string fingerprint, string host) => Standing(_orders.Current, fingerprint, host) switch
    {
        { State: ApprovalState.Approved, Once: false } => true,
        { State: ApprovalState.Rejected } => false,
        _ => null,
    };

    /// <summary>Takes a yes for one request, if one stands.</summary>
    public async ValueTask<bool> TakeOnceAsync(string fingerprint, string host, CancellationToken cancel) =>
        Standing(_orders.Current, fingerprint, host) is { State: ApprovalState.Approved, Once: true, Id: var id }
        && await UseAsync(id, cancel).ConfigureAwait(false) is { IsApproved: true };

    /// <summary>Puts a value to an operator, unless it waits or is decided already.</summary>
    public void Offer(ApprovalRequest request)
    {
        if (Standing(_orders.Current, request.Fingerprint, request.Host) is null)
        {
            _ = PutAsync(request, CancellationToken.None);
        }
    }

    /// <summary>Waits for an operator.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> gave up; the approval stays, and a retry joins it.</exception>
    public async ValueTask<ApprovalOutcome> AskAsync(ApprovalRequest request, CancellationToken cancel)
    {
        // Of those that wait together a yes for one request lets one go on; the others ask for another.
        for (int tries = 1; ; tries++)
        {
            if (await AskOnceAsync(request, cancel).ConfigureAwait(false) is { } outcome)
            {
                return outcome;
            }
            if (tries == MostTries)
            {
                return new ApprovalOutcome(ApprovalResult.TooMany, "other requests with this value took each yes that was given");
            }
        }
    }

    // Null where a yes for one request went to another one.
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
            // The controller has a wall clock alone: where that was set back, ours says when the time of a yes is over.
            { Verdict: ApprovalVerdict.Approved, Id: var id } when _orders.Current?.Approvals?.FirstOrDefault(order => order.Id == id) is { } late
                && _terms.IsOver(late) =>
                new ApprovalOutcome(ApprovalResult.TimedOut, $"the time of the approval is over; to be asked anew: bot-bottle revoke {id}"),
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
            return (null, $"the controller did not answer within {AskLimit.TotalSeconds:0} s");
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // What stands, and is not over by this proxy's own clocks.
    private ApprovalOrder? Standing(RunOrders? orders, string fingerprint, string host) =>
        orders?.FindApproval(fingerprint, host) is { } order && !_terms.IsOver(order) ? order : null;

    private async ValueTask<ApprovalOutcome?> DecidedAsync(ApprovalState state, string? id, bool once, CancellationToken cancel) =>
        state == ApprovalState.Rejected ? new ApprovalOutcome(ApprovalResult.Rejected)
        : once ? await UseAsync(id ?? "", cancel).ConfigureAwait(false)
        : new ApprovalOutcome(ApprovalResult.Approved);

    // Null where another request has it. An answer that is lost leaves it used, and this request refused.
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
            return new ApprovalOutcome(ApprovalResult.ControllerUnreachable, $"the approval is for one request, and could not be taken: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new ApprovalOutcome(
                ApprovalResult.ControllerUnreachable, $"the approval is for one request, and the controller did not answer within {AskLimit.TotalSeconds:0} s");
        }
        finally
        {
            if (!isAnswered)
            {
                // Whether it is used the controller knows, and says to the next that asks.
                _taken.TryRemove(id, out _);
            }
        }
    }

    // What an agent chose has no end of its own; the controller refuses what is absurd, and cleans the rest.
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
                // Taken before the look: orders that come during it wake the next one.
                Task changed = Volatile.Read(ref _changed).Task;
                if (_orders.Current is { } orders && orders.Version >= version)
                {
                    ApprovalOrder? standing = Standing(orders, request.Fingerprint, request.Host);
                    if (standing is { State: not ApprovalState.Pending })
                    {
                        return await DecidedAsync(standing.State, standing.Id, standing.Once, either.Token).ConfigureAwait(false);
                    }
                    // Not there any more, or asked anew by another request: ours has timed out, or its yes was for one and another has it.
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
            return new ApprovalOutcome(ApprovalResult.ControllerUnreachable, "the controller has not said what was decided");
        }
    }

    private void Wake(RunOrders orders)
    {
        _terms.Learn(orders);
        Interlocked.Exchange(ref _changed, NewSignal()).SetResult();
    }
}
