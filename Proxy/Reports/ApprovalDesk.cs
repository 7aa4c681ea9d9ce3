using BotBottle.Core.Control;

namespace BotBottle.Proxy.Reports;

/// <summary>
/// Asks operators through the controller, and learns what they said from the run's orders: these are state, so that no lost stream, no restart of controller or
/// proxy loses a decision. A value that is decided needs no question, one that waits already joins its approval.
/// </summary>
internal sealed class ApprovalDesk : IDisposable
{
    /// <summary>Many times what a commit takes.</summary>
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(30);

    /// <summary>What a timer takes; whoever waits longer is refused.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(24);

    /// <summary>For the orders to come after an approval's time is out; a controller that is started again meanwhile times it out then.</summary>
    private static readonly TimeSpan OrdersGrace = TimeSpan.FromSeconds(30);

    private readonly ControllerClientForProxy _controller;
    private readonly OrdersFeed _orders;
    private readonly TimeProvider _time;
    private TaskCompletionSource _changed = NewSignal();

    public ApprovalDesk(ControllerClientForProxy controller, OrdersFeed orders, TimeProvider time)
    {
        _controller = controller;
        _orders = orders;
        _time = time;
        orders.Changed += Wake;
    }

    public void Dispose() => _orders.Changed -= Wake;

    /// <summary>What the present orders say of a value: true approved, false rejected, null undecided.</summary>
    public bool? Decision(string fingerprint) => _orders.Current?.FindApproval(fingerprint)?.State switch
    {
        ApprovalState.Approved => true,
        ApprovalState.Rejected => false,
        _ => null,
    };

    /// <summary>Waits for an operator.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> gave up; the approval stays, and a retry joins it.</exception>
    public async ValueTask<ApprovalOutcome> AskAsync(ApprovalRequest request, CancellationToken cancel)
    {
        if (_orders.Current?.FindApproval(request.Fingerprint) is { } known)
        {
            return Decided(known.State) ?? await WaitAsync(request.Fingerprint, known.Id, 0, known.ExpiresAt, cancel).ConfigureAwait(false);
        }

        ApprovalAnswer answer;
        using CancellationTokenSource limit = new(AskLimit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            answer = await _controller.AskApprovalAsync(Bounded(request), either.Token).ConfigureAwait(false);
        }
        catch (ControllerException exception)
        {
            return new ApprovalOutcome(ApprovalResult.ControllerUnreachable, $"no operator could be asked: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new ApprovalOutcome(
                ApprovalResult.ControllerUnreachable, $"no operator could be asked: the controller did not answer within {AskLimit.TotalSeconds:0} s");
        }
        return answer switch
        {
            { Verdict: ApprovalVerdict.Approved } => new ApprovalOutcome(ApprovalResult.Approved),
            { Verdict: ApprovalVerdict.Rejected } => new ApprovalOutcome(ApprovalResult.Rejected),
            { Verdict: ApprovalVerdict.Pending, Id: { } id, ExpiresAt: { } expiry } =>
                await WaitAsync(request.Fingerprint, id, answer.Version, expiry, cancel).ConfigureAwait(false),
            { Verdict: ApprovalVerdict.TooMany } => new ApprovalOutcome(ApprovalResult.TooMany, answer.Message),
            _ => new ApprovalOutcome(ApprovalResult.Unsupervised, answer.Message),
        };
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static ApprovalOutcome? Decided(ApprovalState state) => state switch
    {
        ApprovalState.Approved => new ApprovalOutcome(ApprovalResult.Approved),
        ApprovalState.Rejected => new ApprovalOutcome(ApprovalResult.Rejected),
        _ => null,
    };

    // What an agent chose has no end of its own; the controller refuses what is absurd, and cleans the rest.
    private static ApprovalRequest Bounded(ApprovalRequest request) => request with
    {
        Rule = ReportText.Limit(request.Rule, ReportText.MaxName)!,
        Place = ReportText.Limit(request.Place, ReportText.MaxName)!,
        Context = ReportText.Limit(request.Context, ReportText.MaxPath)!,
        Route = ReportText.Limit(request.Route, ReportText.MaxPath)!,
        Host = ReportText.Limit(request.Host, ReportText.MaxPath)!,
        Method = ReportText.Limit(request.Method, ReportText.MaxName)!,
        Path = ReportText.Limit(request.Path, ReportText.MaxPath)!,
    };

    private async Task<ApprovalOutcome> WaitAsync(string fingerprint, string id, long version, DateTimeOffset expiry, CancellationToken cancel)
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
                    ApprovalOrder? standing = orders.FindApproval(fingerprint);
                    if (standing is not null && Decided(standing.State) is { } decided)
                    {
                        return decided;
                    }
                    // Not there any more, or asked anew by another request: ours has timed out.
                    if (standing?.Id != id)
                    {
                        return new ApprovalOutcome(ApprovalResult.TimedOut);
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

    private void Wake(RunOrders orders) => Interlocked.Exchange(ref _changed, NewSignal()).SetResult();
}
