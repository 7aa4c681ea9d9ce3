using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Usage;

namespace BotBottle.Proxy.Reports;

/// <summary>
/// A run with a controller: orders arrive on a stream, admissions and approvals are requested, usage goes through the spool, and events go out in batches.
/// </summary>
internal sealed class ControlledRun : IRunControl
{
    /// <summary>Longer than the 20 s for which an admission may wait until other holds settle.</summary>
    private static readonly TimeSpan AdmissionLimit = TimeSpan.FromSeconds(30);

    /// <summary>Many times the time that a controller needs to drain the spool of a dead predecessor and to respond, even on a busy machine.</summary>
    internal static readonly TimeSpan FirstOrdersLimit = TimeSpan.FromSeconds(5);

    /// <summary>Many times the duration of a commit.</summary>
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromSeconds(2);

    private readonly ControllerClientForProxy _controller;
    private readonly Spool _spool;
    private readonly OrdersStream _orders;
    private readonly ApprovalClient _approvals;
    private readonly UsageReporter _reporter;
    private readonly EventReporter _events;
    private readonly TimeProvider _time;

    public ControlledRun(ControllerAddress address, string spool, TimeProvider time)
    {
        _time = time;
        _controller = new ControllerClientForProxy(address);
        _spool = Spool.Create(spool);
        _orders = new OrdersStream(_controller, FirstOrdersLimit, time);
        _approvals = new ApprovalClient(_controller, _orders, time);
        _reporter = new UsageReporter(_controller, _spool, time);
        _events = new EventReporter(_controller.LogAsync, time);
    }

    public event Action<RunOrders>? OrdersChanged
    {
        add => _orders.Changed += value;
        remove => _orders.Changed -= value;
    }

    public RunOrders? Orders => _orders.Current;

    public ValueTask FirstOrdersAsync() => Orders is null ? new ValueTask(_orders.FirstAsync()) : ValueTask.CompletedTask;

    public async ValueTask<AdmissionOutcome> AdmitAsync(
        AdmissionRequest request, Func<AdmissionAnswer?, UsageReport> estimate, CancellationToken cancel)
    {
        if (Orders is null)
        {
            return new AdmissionOutcome(null, "the controller has not sent the run's state yet");
        }
        if (!_spool.TryReserve())
        {
            return new AdmissionOutcome(null, "the spool is full, because the controller does not accept reports");
        }
        AdmissionOutcome outcome = await AskAsync(request, estimate, cancel).ConfigureAwait(false);
        if (!outcome.IsAdmitted)
        {
            _spool.Release();
            return outcome;
        }
        try
        {
            _spool.Admit(estimate(outcome.Answer));
            return outcome;
        }
        catch (IOException exception)
        {
            Settle(estimate(null));
            return new AdmissionOutcome(null, $"the spool cannot be written: {exception.Message}");
        }
    }

    public bool TryAdmitUnasked(UsageReport estimate)
    {
        bool hasRoom = _spool.TryReserve();
        if (hasRoom)
        {
            Write(_spool.Admit, estimate);
        }
        return hasRoom;
    }

    public bool? Decision(string fingerprint, string host) => _approvals.Decision(fingerprint, host);

    public ValueTask<bool> TakeOnceAsync(string fingerprint, string host, CancellationToken cancel) => _approvals.TakeOnceAsync(fingerprint, host, cancel);

    public void OfferApproval(ApprovalRequest request) => _approvals.Offer(request);

    public ValueTask<ApprovalOutcome> AskApprovalAsync(ApprovalRequest request, CancellationToken cancel) => _approvals.AskAsync(request, cancel);

    public void End(UsageReport report)
    {
        Write(_spool.End, report);
        _reporter.Wake();
    }

    public void Note(UsageReport report) => Write(_spool.Note, report);

    public void Tell(EgressEvent happened) => _events.Add(happened);

    public async ValueTask DisposeAsync()
    {
        _approvals.Dispose();
        await _orders.DisposeAsync().ConfigureAwait(false);
        await _events.DisposeAsync().ConfigureAwait(false);
        await _reporter.DisposeAsync().ConfigureAwait(false);
        _controller.Dispose();
        _spool.Dispose();
    }

    private static void Write(Action<UsageReport> line, UsageReport report)
    {
        try
        {
            line(report);
        }
        catch (IOException exception)
        {
            // The report stays in memory and is sent to the controller from there. Only a kill before that would replace it with the estimate.
            Console.Error.WriteLine($"bot-bottle-proxy: the spool cannot be written: {exception.Message}");
        }
    }

    private async Task<AdmissionOutcome> AskAsync(
        AdmissionRequest request, Func<AdmissionAnswer?, UsageReport> estimate, CancellationToken cancel)
    {
        using CancellationTokenSource limit = new(AdmissionLimit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            await CatchUpAsync(cancel).ConfigureAwait(false);
            return new AdmissionOutcome(await _controller.AdmitAsync(request, either.Token).ConfigureAwait(false), null);
        }
        catch (ControllerException exception)
        {
            // If no connection was made, the controller does not know the call.
            if (exception.Status is null && exception.InnerException is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError })
            {
                Settle(estimate(null));
            }
            return new AdmissionOutcome(null, exception.Message);
        }
        catch (OperationCanceledException)
        {
            Settle(estimate(null));
            return new AdmissionOutcome(
                null, cancel.IsCancellationRequested
                    ? "the client left or the run was cut while the call waited for its admission"
                    : $"the controller did not respond within {AdmissionLimit.TotalSeconds:0} s");
        }
    }

    private async Task CatchUpAsync(CancellationToken cancel)
    {
        using CancellationTokenSource limit = new(CatchUpLimit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            await _reporter.CatchUpAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The reports are in the spool and will be sent later. A slow controller decides on the admission without them.
        }
    }

    // The call is not made, and it is unknown whether the controller admitted it. This report of zero usage settles a hold, if there is one.
    private void Settle(UsageReport estimate) => _reporter.AddUnspooled(estimate with
    {
        Usage = default,
        Quality = UsageQuality.Exact,
        Status = 0,
        End = ExchangeEnd.Cut,
        EndedAt = _time.GetUtcNow(),
    });
}
