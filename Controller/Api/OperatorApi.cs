using BotBottle.Controller.Budgets;
using BotBottle.Controller.Feed;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Text;
using Microsoft.AspNetCore.Http;

namespace BotBottle.Controller.Api;

/// <summary>The paths on <c>controller.sock</c>. The file permission admits only the operator.</summary>
internal sealed class OperatorApi(
    ILedgerStore store, RunsApi runs, ApprovalsApi approvals, BudgetCommands budgets, HostState state, PolicyFile policy, EventStream events, HostFeed feed,
    Func<ControllerStatus> status, Action stop)
{
    /// <exception cref="RefusedException">The path does not exist, or the request is invalid.</exception>
    public Task HandleAsync(HttpContext context, Caller caller, CancellationToken stopping)
    {
        string path = context.Request.Path.Value ?? "/";
        return (context.Request.Method, path) switch
        {
            ("GET", ApiPaths.Status) => ApiJson.WriteAsync(context, status(), ControlJson.Default.ControllerStatus),
            ("DELETE", ApiPaths.Status) => StopAsync(context),
            ("GET", ApiPaths.Ledger) => UsageAsync(context),
            ("GET", ApiPaths.Budgets) => ListBudgetsAsync(context),
            ("GET", ApiPaths.Budgets + "/spent") => TellSpentAsync(context),
            ("PUT", ApiPaths.Budgets) => SetBudgetAsync(context, caller),
            ("DELETE", ApiPaths.Budgets) => ClearBudgetAsync(context, caller),
            ("POST", ApiPaths.Budgets + "/reset") => ResetBudgetAsync(context, caller),
            ("GET", ApiPaths.Events) => EventsAsync(context, stopping),
            ("GET", ApiPaths.Watch) => WatchAsync(context, stopping),
            _ when path.StartsWith(ApiPaths.Approvals, StringComparison.Ordinal) => approvals.HandleAsync(context, caller, path[ApiPaths.Approvals.Length..]),
            _ when path.StartsWith(ApiPaths.Runs, StringComparison.Ordinal) => runs.HandleAsync(context, caller, path[ApiPaths.Runs.Length..]),
            _ => throw RunsApi.NoSuchPath(context),
        };
    }

    private Task StopAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.OnCompleted(() =>
        {
            stop();
            return Task.CompletedTask;
        });
        return Task.CompletedTask;
    }

    private Task UsageAsync(HttpContext context)
    {
        ApiQuery query = new(context, "by", "since");
        string by = query.Text("by") ?? "run";
        return WireNames.TryParse(by, out UsageGrouping grouping)
            ? ApiJson.WriteAsync(context, store.Usage(grouping, query.Time("since")), ControlJson.Default.IReadOnlyListUsageRow)
            : throw ApiJson.Invalid($"by is '{by}', not one of {string.Join(", ", Enum.GetValues<UsageGrouping>().Select(WireNames.Of))}");
    }

    private async Task ListBudgetsAsync(HttpContext context)
    {
        _ = new ApiQuery(context);
        await policy.RefreshAsync().ConfigureAwait(false);
        IReadOnlyList<BudgetView> views;
        lock (state.Gate)
        {
            views = budgets.List();
        }

        await ApiJson.WriteAsync(context, views, ControlJson.Default.IReadOnlyListBudgetView).ConfigureAwait(false);
    }

    private async Task TellSpentAsync(HttpContext context)
    {
        ApiQuery query = new(context, "provider", "scope", "window");
        BudgetSpent spent = await budgets.SpentAsync(query.Required("provider"), query.Required("scope"), query.Required("window")).ConfigureAwait(false);
        await ApiJson.WriteAsync(context, spent, ControlJson.Default.BudgetSpent).ConfigureAwait(false);
    }

    private async Task SetBudgetAsync(HttpContext context, Caller caller)
    {
        Consent consent = new ApiQuery(context, "ask", "yes").Consent();
        BudgetChange change = await ApiJson.ReadAsync(context, ControlJson.Default.BudgetChange).ConfigureAwait(false);
        ApiJson.RequireText(change.Provider, "provider", 64);
        ApiJson.RequireText(change.Scope, "scope", 160);
        await policy.RefreshAsync().ConfigureAwait(false);
        BudgetView view = await budgets.SetAsync(change, caller.Actor, consent).ConfigureAwait(false);
        await ApiJson.WriteAsync(context, view, ControlJson.Default.BudgetView).ConfigureAwait(false);
    }

    private async Task ClearBudgetAsync(HttpContext context, Caller caller)
    {
        ApiQuery query = new(context, "provider", "scope", "ask", "yes");
        await policy.RefreshAsync().ConfigureAwait(false);
        await budgets.ClearAsync(query.Required("provider"), query.Required("scope"), caller.Actor, query.Consent()).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task ResetBudgetAsync(HttpContext context, Caller caller)
    {
        ApiQuery query = new(context, "provider", "scope");
        await policy.RefreshAsync().ConfigureAwait(false);
        await budgets.ResetAsync(query.Required("provider"), query.Required("scope"), caller.Actor).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task EventsAsync(HttpContext context, CancellationToken stopping)
    {
        ApiQuery query = new(context, "after", "follow", "audit");
        return ApiJson.WriteLinesAsync(
            context, events.ReadAsync(query.Number("after"), query.Flag("follow"), query.Flag("audit"), stopping),
            ControlJson.Default.LoggedEvent, stopping);
    }

    private async Task WatchAsync(HttpContext context, CancellationToken stopping)
    {
        ApiQuery query = new(context, "after_event", "after_exchange");
        using HostWatch watch = feed.Open(query.MaybeNumber("after_event"), query.MaybeNumber("after_exchange"));
        await ApiJson.WriteLinesAsync(context, watch.ReadAsync(stopping), ControlJson.Default.HostUpdate, stopping).ConfigureAwait(false);
    }
}
