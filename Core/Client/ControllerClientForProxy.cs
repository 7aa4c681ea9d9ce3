using System.Net.Http.Json;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;

namespace BotBottle.Core.Client;

/// <summary>A proxy's client of the controller's API, over <c>proxy.sock</c>. The run's own token gives access to that run only.</summary>
/// <param name="address">The socket and the token.</param>
public sealed class ControllerClientForProxy(ControllerAddress address) : IDisposable
{
    private static readonly ControlJson Json = ControlJson.Default;

    private readonly ControllerTransport _transport = new(address.Socket, address.Token);

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    /// <summary>The run's orders: the present ones, then each change, until the run ends.</summary>
    public IAsyncEnumerable<RunOrders> OrdersAsync(CancellationToken cancellation = default) =>
        _transport.StreamAsync(ApiPaths.Orders, Json.RunOrders, cancellation);

    /// <summary>Requests admission of one model call.</summary>
    public Task<AdmissionAnswer> AdmitAsync(AdmissionRequest request, CancellationToken cancellation = default) =>
        _transport.SendAsync(
            HttpMethod.Post, ApiPaths.Admissions, JsonContent.Create(request, Json.AdmissionRequest), Json.AdmissionAnswer, cancellation);

    /// <summary>Consumes an approval that is valid for one request.</summary>
    public Task<ApprovalUsed> UseApprovalAsync(ApprovalUse use, CancellationToken cancellation = default) =>
        _transport.SendAsync(HttpMethod.Post, ApiPaths.UseApproval, JsonContent.Create(use, Json.ApprovalUse), Json.ApprovalUsed, cancellation);

    /// <summary>Requests an approval, or joins the pending one.</summary>
    public Task<ApprovalAnswer> AskApprovalAsync(ApprovalRequest request, CancellationToken cancellation = default) =>
        _transport.SendAsync(
            HttpMethod.Post, ApiPaths.AskApproval, JsonContent.Create(request, Json.ApprovalRequest), Json.ApprovalAnswer, cancellation);

    /// <summary>Reports ended calls; returns after the commit the ids of those in the ledger.</summary>
    public Task<UsageAcknowledgement> ReportAsync(IReadOnlyList<UsageReport> reports, CancellationToken cancellation = default) =>
        _transport.SendAsync(
            HttpMethod.Post, ApiPaths.Usage, JsonContent.Create(reports, Json.IReadOnlyListUsageReport), Json.UsageAcknowledgement, cancellation);

    /// <summary>Sends events for the operator.</summary>
    public Task LogAsync(IReadOnlyList<EgressEvent> events, CancellationToken cancellation = default) =>
        _transport.SendAsync(
            HttpMethod.Post, ApiPaths.ProxyEvents, JsonContent.Create(events, Json.IReadOnlyListEgressEvent), cancellation);

    /// <summary>Announces a new proxy of the run. The spools of dead proxies are in the ledger when this returns.</summary>
    public Task DrainAsync(CancellationToken cancellation = default) =>
        _transport.SendAsync(HttpMethod.Post, ApiPaths.Drain, null, cancellation);
}
