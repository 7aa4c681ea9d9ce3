using BotBottle.Controller.Approvals;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;
using BotBottle.Core.Dlp;
using BotBottle.Core.Policy;
using Microsoft.AspNetCore.Http;

namespace BotBottle.Controller.Api;

/// <summary>Approvals on both sockets: an operator lists and decides; a run's proxy asks.</summary>
internal sealed class ApprovalsApi(ILedgerStore store, ApprovalDesk desk)
{
    private const int MaxListed = 1000;
    private const int MaxText = 8192;

    /// <summary>Handles an operator's request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">The connected operator.</param>
    /// <param name="path">The path after <see cref="ApiPaths.Approvals"/>: empty, or <c>/ID/approve</c>, <c>/ID/reject</c> or <c>/ID/revoke</c>.</param>
    public Task HandleAsync(HttpContext context, Caller caller, string path) => (context.Request.Method, path.Split('/')) switch
    {
        ("GET", [""]) => ApiJson.WriteAsync(
            context, store.Approvals(new ApiQuery(context, "all").Flag("all"), MaxListed), ControlJson.Default.IReadOnlyListApprovalView),
        ("POST", ["", { Length: > 0 } id, "approve"]) =>
            WriteAsync(context, desk.DecideAsync(id, Grant(new ApiQuery(context, "any_host", "once", "for")), caller.Actor)),
        ("POST", ["", { Length: > 0 } id, "reject"]) => WriteAsync(context, desk.DecideAsync(id, Nothing(context), caller.Actor)),
        ("POST", ["", { Length: > 0 } id, "revoke"]) => RevokeAsync(context, caller, id),
        _ => throw RunsApi.NoSuchPath(context),
    };

    /// <summary>Handles a proxy's request for an approval.</summary>
    public async Task AskAsync(HttpContext context, LiveRun run)
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

    /// <summary>Handles a proxy's use of an approval that holds for one request.</summary>
    public async Task UseAsync(HttpContext context, LiveRun run)
    {
        ApprovalUse use = await ApiJson.ReadAsync(context, ControlJson.Default.ApprovalUse).ConfigureAwait(false);
        ApiJson.RequireText(use.Id, "id", 64);
        await ApiJson.WriteAsync(
            context, new ApprovalUsed(await desk.UseAsync(run, use.Id).ConfigureAwait(false)), ControlJson.Default.ApprovalUsed).ConfigureAwait(false);
    }

    // A tunnel has no path, and some places have no context.
    private static void RequireMaybeEmpty(string? value, string member)
    {
        if (value?.Length != 0)
        {
            ApiJson.RequireText(value, member, MaxText);
        }
    }

    private static ApprovalGrant Grant(ApiQuery query) => new(
        query.Flag("any_host"), query.Flag("once"), query.MaybeNumber("for") switch
        {
            null => null,
            > 0 and { } seconds when seconds <= ApprovalGrant.Longest.TotalSeconds => TimeSpan.FromSeconds(seconds),
            { } seconds => throw ApiJson.Invalid($"for is {seconds}: from 1 to {ApprovalGrant.Longest.TotalSeconds} seconds"),
        });

    private static ApprovalGrant? Nothing(HttpContext context)
    {
        _ = new ApiQuery(context);
        return null;
    }

    private async Task RevokeAsync(HttpContext context, Caller caller, string id)
    {
        _ = new ApiQuery(context);
        await WriteAsync(context, desk.RevokeAsync(id, caller.Actor)).ConfigureAwait(false);
    }

    private static async Task WriteAsync(HttpContext context, Task<ApprovalView> decision) =>
        await ApiJson.WriteAsync(context, await decision.ConfigureAwait(false), ControlJson.Default.ApprovalView).ConfigureAwait(false);
}
