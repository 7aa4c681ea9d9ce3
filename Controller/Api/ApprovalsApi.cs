using BotBottle.Controller.Approvals;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;
using Microsoft.AspNetCore.Http;

namespace BotBottle.Controller.Api;

/// <summary>Approvals on both sockets: an operator lists and decides, a run's proxy asks.</summary>
internal sealed class ApprovalsApi(ILedgerStore store, ApprovalDesk desk)
{
    private const int MaxListed = 1000;
    private const int MaxText = 8192;

    /// <summary>The operator's side.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="path">What follows <see cref="ApiPaths.Approvals"/>: nothing, or <c>/ID/approve</c> and <c>/ID/reject</c>.</param>
    public Task HandleAsync(HttpContext context, Caller caller, string path) => (context.Request.Method, path.Split('/')) switch
    {
        ("GET", [""]) => ApiJson.WriteAsync(
            context, store.Approvals(new ApiQuery(context, "all").Flag("all"), MaxListed), ControlJson.Default.IReadOnlyListApprovalView),
        ("POST", ["", { Length: > 0 } id, "approve" or "reject"]) => DecideAsync(context, caller, id, path.EndsWith("/approve", StringComparison.Ordinal)),
        _ => throw RunsApi.NoSuchPath(context),
    };

    /// <summary>The proxy's side.</summary>
    public async Task AskAsync(HttpContext context, Budgets.LiveRun run)
    {
        ApprovalRequest request = await ApiJson.ReadAsync(context, ControlJson.Default.ApprovalRequest).ConfigureAwait(false);
        if (!ApprovalFingerprints.IsOne(request.Fingerprint))
        {
            throw ApiJson.Invalid($"'fingerprint' must be {ApprovalFingerprints.Length} lower-case hexadecimal digits");
        }

        ApiJson.RequireText(request.Rule, "rule", MaxText);
        ApiJson.RequireText(request.Place, "place", MaxText);
        RequireMaybeEmpty(request.Context, "context");
        RequireMaybeEmpty(request.Route, "route");
        RequireMaybeEmpty(request.Host, "host");
        RequireMaybeEmpty(request.Method, "method");
        RequireMaybeEmpty(request.Path, "path");
        await ApiJson.WriteAsync(context, await desk.AskAsync(run, request).ConfigureAwait(false), ControlJson.Default.ApprovalAnswer).ConfigureAwait(false);
    }

    // A tunnel has no path, and not every place has a context.
    private static void RequireMaybeEmpty(string? value, string member)
    {
        if (value?.Length != 0)
        {
            ApiJson.RequireText(value, member, MaxText);
        }
    }

    private async Task DecideAsync(HttpContext context, Caller caller, string id, bool approve)
    {
        _ = new ApiQuery(context);
        await ApiJson.WriteAsync(
            context, await desk.DecideAsync(id, approve, caller.Actor).ConfigureAwait(false), ControlJson.Default.ApprovalView).ConfigureAwait(false);
    }
}
