using System.Text.Json;
using BotBottle.Core.Control;

namespace BotBottle.Proxy.Reports;

/// <summary>A proxy alone: no budgets, every model call is admitted, usage and events are JSON lines on an output.</summary>
internal sealed class StandaloneRun(TextWriter output) : IRunControl
{
    private readonly Lock _lock = new();

    public event Action<RunOrders>? OrdersChanged
    {
        add { }
        remove { }
    }

    public RunOrders? Orders => RunOrders.Open;

    public ValueTask<AdmissionOutcome> AdmitAsync(
        AdmissionRequest request, Func<AdmissionAnswer?, UsageReport> estimate, CancellationToken cancel) =>
        ValueTask.FromResult(new AdmissionOutcome(new AdmissionAnswer(AdmissionVerdict.Admitted), null));

    public void End(UsageReport report) => Write("usage", JsonSerializer.Serialize(report, ControlJson.Default.UsageReport));

    public void Note(UsageReport report)
    {
        // Nothing outlives this process.
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
