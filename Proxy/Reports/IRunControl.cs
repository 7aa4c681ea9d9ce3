using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Dlp;
using BotBottle.Core.Policy;

namespace BotBottle.Proxy.Reports;

/// <summary>What governs a run and hears of it: a controller, or, for a proxy alone, nobody.</summary>
internal interface IRunControl : IAsyncDisposable
{
    /// <summary>The run's present orders; null while there are none yet, and then no model call is let through.</summary>
    RunOrders? Orders { get; }

    /// <summary>
    /// Waits until the first orders are there, for <see cref="ControlledRun.FirstOrdersLimit"/> after the proxy's start at the most: what a run's first request
    /// finds must not depend on which of its two processes was faster, and a proxy that takes a cut run over must not open it for a moment.
    /// </summary>
    ValueTask FirstOrdersAsync();

    /// <summary>Called after every change of <see cref="Orders"/>.</summary>
    event Action<RunOrders>? OrdersChanged;

    /// <summary>Asks for one model call. When it is admitted, the last byte of its request may go out: that it was admitted survives this process.
    /// Every admitted call has to be ended by <see cref="End"/>.</summary>
    /// <param name="request">The call's facts.</param>
    /// <param name="estimate">What it is charged if nothing more is learned of it, by what the controller set aside.</param>
    /// <param name="cancel">Gives up; whatever the controller says then is settled as a call that was not made.</param>
    ValueTask<AdmissionOutcome> AdmitAsync(AdmissionRequest request, Func<AdmissionAnswer?, UsageReport> estimate, CancellationToken cancel);

    /// <summary>Makes room for the end of a call that was made though nobody asked for it. True or false, it has to be ended by <see cref="End"/>.</summary>
    /// <param name="estimate">What it is charged if nothing more is learned of it.</param>
    /// <returns>False where there is no room: the more such calls, the less is known to survive this process.</returns>
    bool TryAdmitUnasked(UsageReport estimate);

    /// <summary>What is decided about a secret value of this run at a destination: true it may leave, false it may not, null nobody has said, or a yes for one
    /// request has to be taken first (<see cref="AskApprovalAsync"/>). Does not wait for anybody.</summary>
    /// <param name="fingerprint">The value's fingerprint (<see cref="ApprovalFingerprints"/>).</param>
    /// <param name="host">The destination (<see cref="ApprovalRequest.Host"/>).</param>
    bool? Decision(string fingerprint, string host);

    /// <summary>Takes a yes for one request, if one stands for the value at the destination: it is used up then, whatever becomes of the request. Does not wait
    /// for an operator.</summary>
    /// <returns>False where none stands, where another request has taken it, and where the controller cannot be asked.</returns>
    ValueTask<bool> TakeOnceAsync(string fingerprint, string host, CancellationToken cancel);

    /// <summary>Puts a value to an operator for a later try, and does not wait for the answer, nor take it.</summary>
    /// <param name="request">What the operator gets to see; never the secret.</param>
    void OfferApproval(ApprovalRequest request);

    /// <summary>Asks an operator about a request that holds a secret, and waits for the answer: minutes, while the caller holds the request. A value that is
    /// decided, and a run that asks nobody, are answered at once. Requests with the same value wait for the same answer.</summary>
    /// <param name="request">What the operator gets to see; never the secret.</param>
    /// <param name="cancel">Gives up: the client is gone, the run is cut.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> gave up; the approval stays, and a retry joins it.</exception>
    ValueTask<ApprovalOutcome> AskApprovalAsync(ApprovalRequest request, CancellationToken cancel);

    /// <summary>Records how an admitted call ended, before the last byte of its response is given to the client. Does not wait for anybody.</summary>
    void End(UsageReport report);

    /// <summary>
    /// Records how an admitted call has ended as far as is known, in case that this process does not live to <see cref="End"/> it: its response has said its
    /// end, and its client is about to see that.
    /// </summary>
    void Note(UsageReport report);

    /// <summary>Tells an operator. Does not wait for anybody; under a flood, events are counted and not kept.</summary>
    void Tell(EgressEvent happened);
}
