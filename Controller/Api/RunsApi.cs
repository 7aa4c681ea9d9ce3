using BotBottle.Controller.Runs;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using Microsoft.AspNetCore.Http;

namespace BotBottle.Controller.Api;

/// <summary>The paths below <see cref="ApiPaths.Runs"/>.</summary>
internal sealed class RunsApi(
    HostState state, ILedgerStore store, RunRegistry registry, RunWatch watch, OperatorActions actions, FrozenRuns frozen,
    EndedRuns ended, PolicyFile policy, RunExplainer explainer, FolderFindings findings)
{
    private const int MaxWords = 4096;
    private const int MaxHosts = 64;

    public static RefusedException NoSuchPath(HttpContext context) => new(
        "no_such_path", $"there is no {context.Request.Method} {context.Request.Path} on controller.sock", RefusalReason.NotFound);

    /// <param name="context">The request.</param>
    /// <param name="caller">The connected operator.</param>
    /// <param name="path">The path after <see cref="ApiPaths.Runs"/>: empty, <c>/RUN</c> or <c>/RUN/VERB</c>.</param>
    public Task HandleAsync(HttpContext context, Caller caller, string path)
    {
        string[] parts = path.Split('/');
        string run = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : ""; // the server does not unescape an escaped slash
        return (context.Request.Method, parts.Length, parts[^1]) switch
        {
            ("GET", 1, "") => ListAsync(context),
            ("POST", 1, "") => RegisterAsync(context),
            _ when parts[0].Length > 0 || run.Length == 0 => throw NoSuchPath(context),
            ("GET", 2, _) => ShowAsync(context, run),
            ("GET", 3, "routes") => ShowRoutesAsync(context, run),
            ("GET", 3, "refused") => ShowRefusedAsync(context, run),
            ("GET", 3, "findings") => ShowFindingsAsync(context, run),
            ("PUT", 3, "launched") => LaunchedAsync(context, run),
            ("PUT", 3, "routes") => EditRoutesAsync(context, run),
            ("POST", 3, "explain") => ExplainAsync(context, run),
            ("POST", 3, "end") => EndAsync(context, run),
            ("POST", 3, "cut") => CutAsync(context, run, caller),
            ("POST", 3, "freeze") => ActAsync(context, () => actions.FreezeAsync(run, caller.Actor)),
            ("PUT", 3, "freeze") => FreezeFailedAsync(context, run),
            ("POST", 3, "folder") => ReportFolderAsync(context, run),
            ("POST", 3, "resume") => ResumeAsync(context, run, caller),
            ("POST", 3, "remove") => RemoveAsync(context, run, caller),
            ("POST", 3, "restore") => ActAsync(context, () => actions.RestoreAsync(run, caller.Actor)),
            ("POST", 3, "kill") => AnswerAsync(context, actions.KillAsync(run, caller.Actor, new ApiQuery(context, "ask", "yes").Consent())),
            _ => throw NoSuchPath(context),
        };
    }

    private async Task ListAsync(HttpContext context)
    {
        bool all = new ApiQuery(context, "all").Flag("all");
        await policy.RefreshAsync().ConfigureAwait(false);
        List<RunView> views;
        lock (state.Gate)
        {
            views = [.. state.Runs.Values.Where(run => all || run.Record.IsPresent).Select(run => RunViews.Of(state, run))];
        }

        if (all)
        {
            HashSet<string> known = [.. views.Select(view => view.Run)];
            IEnumerable<RunView> ended = store.EndedRuns().Where(run => !known.Contains(run.Id)).Select(RunViews.Of);
            views = [.. ended.Concat(views).OrderBy(view => view.StartedAt)];
        }

        await ApiJson.WriteAsync(context, views, ControlJson.Default.IReadOnlyListRunView).ConfigureAwait(false);
    }

    private async Task ShowAsync(HttpContext context, string run)
    {
        _ = new ApiQuery(context);
        RunView? view = null;
        lock (state.Gate)
        {
            LiveRun? live = state.Runs.TryGetValue(run, out LiveRun? byId)
                ? byId
                : state.Runs.Values.FirstOrDefault(candidate => candidate.Record.IsPresent && candidate.Record.Name == run);
            view = live is null ? null : RunViews.Of(state, live);
        }

        view ??= store.EndedRuns().LastOrDefault(ended => ended.Id == run || ended.Name == run) is { } over ? RunViews.Of(over) : null;
        await ApiJson.WriteAsync(
            context, view ?? throw new RefusedException("no_such_run", $"no run is called '{run}'", RefusalReason.NotFound),
            ControlJson.Default.RunView).ConfigureAwait(false);
    }

    private async Task RegisterAsync(HttpContext context)
    {
        _ = new ApiQuery(context);
        RunRegistration registration = await ApiJson.ReadAsync(context, ControlJson.Default.RunRegistration).ConfigureAwait(false);
        Require(registration);
        await policy.RefreshAsync().ConfigureAwait(false);
        RunRegistered registered = await registry.RegisterAsync(registration).ConfigureAwait(false);
        watch.Start();
        await ApiJson.WriteAsync(context, registered, ControlJson.Default.RunRegistered, StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private async Task LaunchedAsync(HttpContext context, string run)
    {
        _ = new ApiQuery(context);
        RunLaunched launched = await ApiJson.ReadAsync(context, ControlJson.Default.RunLaunched).ConfigureAwait(false);
        if (launched.AgentPid <= 1 || launched.AgentStart <= 0)
        {
            throw ApiJson.Invalid("'agent_pid' and 'agent_start' must name a process");
        }

        await registry.LaunchedAsync(run, launched).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task EditRoutesAsync(HttpContext context, string run)
    {
        _ = new ApiQuery(context);
        RouteEdit edit = await ApiJson.ReadAsync(context, ControlJson.Default.RouteEdit).ConfigureAwait(false);
        ApiJson.RequireText(edit.Message, "message", 4096);
        await registry.EditRoutesAsync(run, edit).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task ShowRoutesAsync(HttpContext context, string run)
    {
        _ = new ApiQuery(context);
        return ApiJson.WriteAsync(context, explainer.Routes(run), ControlJson.Default.RoutesView);
    }

    private Task ShowRefusedAsync(HttpContext context, string run)
    {
        _ = new ApiQuery(context);
        return store.Runs([run]).Count == 1
            ? ApiJson.WriteAsync(context, store.RefusedHosts(run, MaxHosts), ControlJson.Default.IReadOnlyListRefusedHost)
            : throw NoSuchRun(run);
    }

    private Task ShowFindingsAsync(HttpContext context, string run)
    {
        _ = new ApiQuery(context);
        return store.Runs([run]).Count == 1 ? ApiJson.WriteAsync(context, store.Findings(run), ControlJson.Default.RunFindings) : throw NoSuchRun(run);
    }

    private static RefusedException NoSuchRun(string run) => new("no_such_run", $"no run has the id '{run}'", RefusalReason.NotFound);

    private async Task ExplainAsync(HttpContext context, string run)
    {
        _ = new ApiQuery(context);
        ExplainRequest asked = await ApiJson.ReadAsync(context, ControlJson.Default.ExplainRequest).ConfigureAwait(false);
        ApiJson.RequireText(asked.Url, "url", 8192);
        ApiJson.RequireText(asked.Method, "method", 64);
        if (asked.Headers is null || asked.Headers.Any(field => field is null))
        {
            throw ApiJson.Invalid("'headers' must be a list of texts; it may be empty");
        }

        await policy.RefreshAsync().ConfigureAwait(false);
        await ApiJson.WriteAsync(context, explainer.Explain(run, asked), ControlJson.Default.Explanation).ConfigureAwait(false);
    }

    private async Task EndAsync(HttpContext context, string run)
    {
        _ = new ApiQuery(context);
        RunEnd end = await ApiJson.ReadAsync(context, ControlJson.Default.RunEnd).ConfigureAwait(false);
        if (end.Limit is not null)
        {
            ApiJson.RequireText(end.Limit, "limit", 4096);
        }

        RunView view = await registry.EndAsync(run, end).ConfigureAwait(false);
        await ApiJson.WriteAsync(context, view, ControlJson.Default.RunView).ConfigureAwait(false);
    }

    private async Task FreezeFailedAsync(HttpContext context, string run)
    {
        _ = new ApiQuery(context);
        FreezeFailure failure = await ApiJson.ReadAsync(context, ControlJson.Default.FreezeFailure).ConfigureAwait(false);
        ApiJson.RequireText(failure.Message, "message", 4096);
        await actions.FreezeFailedAsync(run, failure.Message).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task ReportFolderAsync(HttpContext context, string run)
    {
        _ = new ApiQuery(context);
        FolderReport report = await ApiJson.ReadAsync(context, ControlJson.Default.FolderReport).ConfigureAwait(false);
        ApiJson.RequireText(report.Message, "message", 16 * 1024);
        await findings.ReportAsync(run, report).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task ResumeAsync(HttpContext context, string run, Caller caller)
    {
        _ = new ApiQuery(context);
        RunResumption asked = await ApiJson.ReadAsync(context, ControlJson.Default.RunResumption).ConfigureAwait(false);
        if (asked.Budgets is null || asked.Declared is null || asked.Budgets.Values.Any(tokens => tokens < 0))
        {
            throw ApiJson.Invalid("'budgets' and 'declared' must be given; they may be empty, and no budget is below 0");
        }

        await policy.RefreshAsync().ConfigureAwait(false);
        RunRegistered registered = await frozen.ResumeAsync(run, asked, caller.Actor).ConfigureAwait(false);
        watch.Start();
        await ApiJson.WriteAsync(context, registered, ControlJson.Default.RunRegistered).ConfigureAwait(false);
    }

    private async Task RemoveAsync(HttpContext context, string run, Caller caller)
    {
        _ = new ApiQuery(context);
        await ended.RemoveAsync(run, caller.Actor).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task CutAsync(HttpContext context, string run, Caller caller)
    {
        ApiQuery query = new(context, "finish", "ask", "yes");
        return AnswerAsync(context, actions.CutAsync(run, query.Flag("finish"), caller.Actor, query.Consent()));
    }

    private static Task ActAsync(HttpContext context, Func<Task<IReadOnlyList<RunActionResult>>> action)
    {
        _ = new ApiQuery(context);
        return AnswerAsync(context, action());
    }

    private static async Task AnswerAsync(HttpContext context, Task<IReadOnlyList<RunActionResult>> action) =>
        await ApiJson.WriteAsync(context, await action.ConfigureAwait(false), ControlJson.Default.IReadOnlyListRunActionResult).ConfigureAwait(false);

    private static void Require(RunRegistration registration)
    {
        if (registration.Bottles is null || registration.Budgets is null || registration.Declared is null || registration.Command is null)
        {
            throw ApiJson.Invalid("'bottles', 'budgets', 'declared' and 'command' must be given; they may be empty");
        }

        ApiJson.RequireText(registration.Folder, "folder", 4096);
        if (registration.Command.Count > MaxWords || registration.Bottles.Count > 64 || registration.Budgets.Values.Any(tokens => tokens < 0))
        {
            throw ApiJson.Invalid($"at most {MaxWords} words of 'command' and 64 'bottles', and no budget below 0");
        }
    }
}
