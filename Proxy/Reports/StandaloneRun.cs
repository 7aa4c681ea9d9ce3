using System.Text.Json;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;

namespace BotBottle.Proxy.Reports;

/// <summary>
/// A run without a controller: it has no budgets and no operator, admits every model call, and writes usage and events as JSON lines to an output.
/// </summary>
internal sealed class StandaloneRun(TextWriter output) : IRunControl
{
    private readonly Lock _lock = new();

    public event Action<RunOrders>? OrdersChanged
    {
        add { }
        remove { }
    }

    public RunOrders? Orders => RunOrders.Open;

    public ValueTask FirstOrdersAsync() => ValueTask.CompletedTask;

    public ValueTask<AdmissionOutcome> AdmitAsync(
        AdmissionRequest request, Func<AdmissionAnswer?, UsageReport> estimate, CancellationToken cancel) =>
        ValueTask.FromResult(new AdmissionOutcome(new AdmissionAnswer(AdmissionVerdict.Admitted), null));

    public bool TryAdmitUnasked(UsageReport estimate) => true;

    public bool? Decision(string fingerprint, string host) => null;

    public ValueTask<bool> TakeOnceAsync(string fingerprint, string host, CancellationToken cancel) => ValueTask.FromResult(false);

    public void OfferApproval(ApprovalRequest request)
    {
        // There is no operator to ask; the refusal is reported as an event.
    }

    public ValueTask<ApprovalOutcome> AskApprovalAsync(ApprovalRequest request, CancellationToken cancel) =>
        ValueTask.FromResult(new ApprovalOutcome(ApprovalResult.Unsupervised, "a proxy without a controller asks no operator"));

    public void End(UsageReport report) => Write("usage", JsonSerializer.Serialize(report, ControlJson.Default.UsageReport));

    public void Note(UsageReport report)
    {
        // Nothing is kept beyond this process.
    }

    public void Tell(EgressEvent happened) => Write("event", JsonSerializer.Serialize(happened, ControlJson.Default.EgressEvent));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Write(string kind, string json)
    {
        lock (_lock)
        {
            output.WriteLine($$"""{"{{kind}}":{{json}}}""");
        }
    }
}
