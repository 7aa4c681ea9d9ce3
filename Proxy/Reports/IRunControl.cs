using BotBottle.Core.Control;

namespace BotBottle.Proxy.Reports;

/// <summary>What governs a run and hears of it: a controller, or, for a proxy alone, nobody.</summary>
internal interface IRunControl : IAsyncDisposable
{
    /// <summary>The run's present orders; null while there are none yet, and then no model call is let through.</summary>
    RunOrders? Orders { get; }

    /// <summary>Called after every change of <see cref="Orders"/>.</summary>
    event Action<RunOrders>? OrdersChanged;

    /// <summary>Asks for one model call. When it is admitted, the last byte of its request may go out: that it was admitted survives this process.
    /// Every admitted call has to be ended by <see cref="End"/>.</summary>
    /// <param name="request">The call's facts.</param>
    /// <param name="estimate">What it is charged if nothing more is learned of it, by what the controller set aside.</param>
    /// <param name="cancel">Gives up; whatever the controller says then is settled as a call that was not made.</param>
    ValueTask<AdmissionOutcome> AdmitAsync(AdmissionRequest request, Func<AdmissionAnswer?, UsageReport> estimate, CancellationToken cancel);

    /// <summary>Records how an admitted call ended, before the last byte of its answer is given to the client. Does not wait for anybody.</summary>
    void End(UsageReport report);

    /// <summary>
    /// Records how an admitted call has ended as far as is known, in case that this process does not live to <see cref="End"/> it: its answer has said its end, and
    /// its client is about to see that.
    /// </summary>
    void Note(UsageReport report);

    /// <summary>Tells an operator. Does not wait for anybody; under a flood, events are counted and not kept.</summary>
    void Tell(EgressEvent happened);
}
