using BotBottle.Controller.Budgets;
using BotBottle.Controller.Runs;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using Microsoft.AspNetCore.Http;

namespace BotBottle.Controller.Api;

/// <summary>The paths on <c>proxy.sock</c>. Every call carries its run's token and can affect only that run: no path, query or body names a run.</summary>
internal sealed class ProxyApi(
    HostState state, LedgerWriter writer, AdmissionDesk desk, RunRegistry registry, HoldLeases leases, EgressEvents events, ApprovalsApi approvals)
{
    private const string Scheme = "Bearer ";

    /// <exception cref="RefusedException">The token is unknown, or the request is invalid.</exception>
    public Task HandleAsync(HttpContext context, CancellationToken stopping)
    {
        LiveRun run = Authenticate(context);
        _ = new ApiQuery(context);
        return (context.Request.Method, context.Request.Path.Value) switch
        {
            ("GET", ApiPaths.Orders) => ApiJson.WriteLinesAsync(context, run.Orders.FollowAsync(stopping), ControlJson.Default.RunOrders, stopping),
            ("POST", ApiPaths.Admissions) => AdmitAsync(context, run, stopping),
            ("POST", ApiPaths.Usage) => SettleAsync(context, run),
            ("POST", ApiPaths.ProxyEvents) => LogAsync(context, run),
            ("POST", ApiPaths.AskApproval) => approvals.AskAsync(context, run),
            ("POST", ApiPaths.UseApproval) => approvals.UseAsync(context, run),
            ("POST", ApiPaths.Drain) => DrainAsync(context, run),
            _ => throw new RefusedException(
                "no_such_path", $"there is no {context.Request.Method} {context.Request.Path} on proxy.sock", RefusalReason.NotFound),
        };
    }

    private LiveRun Authenticate(HttpContext context)
    {
        string header = context.Request.Headers.Authorization.ToString();
        lock (state.Gate)
        {
            return (header.StartsWith(Scheme, StringComparison.Ordinal) ? state.Authenticate(header.AsSpan(Scheme.Length)) : null)
                ?? throw new RefusedException("unauthorized", "no run has this token, or the run is over", RefusalReason.Unauthorized);
        }
    }

    private async Task AdmitAsync(HttpContext context, LiveRun run, CancellationToken stopping)
    {
        AdmissionRequest request = await ApiJson.ReadAsync(context, ControlJson.Default.AdmissionRequest).ConfigureAwait(false);
        ApiJson.RequireText(request.Exchange, "exchange", 64);
        ApiJson.RequireText(request.Provider, "provider", 64);
        using CancellationTokenSource gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        AdmissionAnswer answer = await desk.AdmitAsync(run, request, gone.Token).ConfigureAwait(false);
        try
        {
            await ApiJson.WriteAsync(context, answer, ControlJson.Default.AdmissionAnswer).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException)
        {
            desk.Withdraw(run, request.Exchange);
            throw;
        }
    }

    private async Task SettleAsync(HttpContext context, LiveRun run)
    {
        IReadOnlyList<UsageReport> reports = await ApiJson.ReadAsync(context, ControlJson.Default.IReadOnlyListUsageReport).ConfigureAwait(false);
        ReportChecks.Require(reports);
        IReadOnlyList<string> settled = await writer.RunAsync(
            (transaction, aftermath) => Settlement.Settle(state, run, reports, transaction, aftermath)).ConfigureAwait(false);
        await ApiJson.WriteAsync(context, new UsageAcknowledgement(settled), ControlJson.Default.UsageAcknowledgement).ConfigureAwait(false);
    }

    private async Task LogAsync(HttpContext context, LiveRun run)
    {
        IReadOnlyList<EgressEvent> told = await ApiJson.ReadAsync(context, ControlJson.Default.IReadOnlyListEgressEvent).ConfigureAwait(false);
        ReportChecks.Require(told);
        await events.AddAsync(run, told).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task DrainAsync(HttpContext context, LiveRun run)
    {
        await registry.ProxyStartsAsync(run).ConfigureAwait(false);
        // Ends the holds of calls that the previous proxy was admitted but did not begin.
        leases.Renew(run, TimeSpan.Zero);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
