using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Dlp;
using BotBottle.Core.Policy;

namespace BotBottle.Proxy.Reports;

/// <summary>Controls a run and receives its reports: through a controller, or without one.</summary>
internal interface IRunControl : IAsyncDisposable
{
    /// <summary>The run's present orders; null before the first ones, when no model call is admitted.</summary>
    RunOrders? Orders { get; }

    /// <summary>
    /// Waits for the first orders, at most <see cref="ControlledRun.FirstOrdersLimit"/> after the proxy's start. The result of a run's first request must not
    /// depend on which of its two processes starts faster, and a proxy that takes over a cut run must not open it for a moment.
    /// </summary>
    ValueTask FirstOrdersAsync();

    /// <summary>Raised after every change of <see cref="Orders"/>.</summary>
    event Action<RunOrders>? OrdersChanged;

    /// <summary>
    /// Asks for the admission of one model call. If it is admitted, the last byte of its request may be sent, because the admission survives this process.
    /// Every admitted call must be ended with <see cref="End"/>.
    /// </summary>
    /// <param name="request">The call's facts.</param>
    /// <param name="estimate">The provisional charge, from the controller's hold, if the end of the call is never known.</param>
    /// <param name="cancel">Cancels the request; a late admission is settled as a call that was not made.</param>
    ValueTask<AdmissionOutcome> AdmitAsync(AdmissionRequest request, Func<AdmissionAnswer?, UsageReport> estimate, CancellationToken cancel);

    /// <summary>Makes room for the end of a call that took place without an admission. In either case, the call must be ended with <see cref="End"/>.</summary>
    /// <param name="estimate">The provisional charge, if the end of the call is never known.</param>
    /// <returns>False if there is no room; the end of such a call may not survive this process.</returns>
    bool TryAdmitUnasked(UsageReport estimate);

    /// <summary>
    /// The decision on a secret value of this run at a destination: true if it may be sent, false if not, null if it is undecided or an approval for one
    /// request must be used up first (<see cref="AskApprovalAsync"/>). Does not wait.
    /// </summary>
    /// <param name="fingerprint">The value's fingerprint (<see cref="ApprovalFingerprints"/>).</param>
    /// <param name="host">The destination (<see cref="ApprovalRequest.Host"/>).</param>
    bool? Decision(string fingerprint, string host);

    /// <summary>
    /// Uses up an approval for one request, if there is one for the value at the destination; it is then used up even if the request fails. Does not wait for
    /// an operator.
    /// </summary>
    /// <returns>False if there is none, if another request has used it up, or if the controller cannot be reached.</returns>
    ValueTask<bool> TakeOnceAsync(string fingerprint, string host, CancellationToken cancel);

    /// <summary>Asks an operator about a value for a later retry, without waiting for the decision or using it up.</summary>
    /// <param name="request">The facts for the operator; never the secret.</param>
    void OfferApproval(ApprovalRequest request);

    /// <summary>
    /// Asks an operator about a request that contains a secret, and waits for the decision, which may take minutes. A decided value, and a run without an
    /// operator, get an answer at once. Requests with the same value wait for the same decision.
    /// </summary>
    /// <param name="request">The facts for the operator; never the secret.</param>
    /// <param name="cancel">Cancels the wait: the client has left, or the run is cut.</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled; the approval stays pending, and a retry joins it.</exception>
    ValueTask<ApprovalOutcome> AskApprovalAsync(ApprovalRequest request, CancellationToken cancel);

    /// <summary>Records the end of an admitted call, before the last byte of its response is sent to the client. Does not wait.</summary>
    void End(UsageReport report);

    /// <summary>
    /// Records a provisional end of an admitted call, in case this process dies before <see cref="End"/>: its response has sent its end, and its client is
    /// about to see that.
    /// </summary>
    void Note(UsageReport report);

    /// <summary>Reports an event to an operator. Does not wait; excess events are counted and dropped.</summary>
    void Tell(EgressEvent happened);
}

/// <summary>The result of asking for the admission of a model call.</summary>
/// <param name="Answer">The controller's answer; null for none.</param>
/// <param name="Problem">The reason why there is no answer, for a person.</param>
internal readonly record struct AdmissionOutcome(AdmissionAnswer? Answer, string? Problem)
{
    public bool IsAdmitted => Answer is { Verdict: AdmissionVerdict.Admitted };
}
