using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;

namespace BotBottle.Core.Client;

/// <summary>
/// The operator's client of the controller's API, over <c>controller.sock</c>. Safe for several threads. Every method throws a
/// <see cref="ControllerException"/> with the controller's own message, or with <see cref="ControllerException.Unreachable"/> if the controller does not
/// respond.
/// </summary>
/// <param name="socket">The path of <c>controller.sock</c>.</param>
public sealed class ControllerClient(string socket) : IDisposable
{
    private static readonly ControlJson Json = ControlJson.Default;

    private readonly ControllerTransport _transport = new(socket, null);

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    /// <summary>The controller's process, start time and number of ledger rows.</summary>
    public Task<ControllerStatus> StatusAsync(CancellationToken cancellation = default) =>
        _transport.GetAsync(ApiPaths.Status, Json.ControllerStatus, cancellation);

    /// <summary>Stops the controller; it responds before it exits.</summary>
    public Task StopAsync(CancellationToken cancellation = default) =>
        _transport.SendAsync(HttpMethod.Delete, ApiPaths.Status, null, cancellation);

    /// <summary>The live runs, or with <paramref name="all"/> the ended ones too, oldest first.</summary>
    public Task<IReadOnlyList<RunView>> RunsAsync(bool all = false, CancellationToken cancellation = default) =>
        _transport.GetAsync(ApiPaths.Runs + (all ? "?all=true" : ""), Json.IReadOnlyListRunView, cancellation);

    /// <summary>One run by id or name, live or ended; of several with the name, the newest.</summary>
    public Task<RunView> RunAsync(string run, CancellationToken cancellation = default) =>
        _transport.GetAsync(PathOf(run), Json.RunView, cancellation);

    /// <summary>Registers a launch, before anything of the bottle exists.</summary>
    public Task<RunRegistered> RegisterAsync(RunRegistration registration, CancellationToken cancellation = default) =>
        _transport.SendAsync(HttpMethod.Post, ApiPaths.Runs, Body(registration, Json.RunRegistration), Json.RunRegistered, cancellation);

    /// <summary>Tells the controller that the bottle runs.</summary>
    public Task LaunchedAsync(string run, RunLaunched launched, CancellationToken cancellation = default) =>
        _transport.SendAsync(HttpMethod.Put, PathOf(run) + "/launched", Body(launched, Json.RunLaunched), cancellation);

    /// <summary>Reports an edit of the run's routes file; the proxy gets the new routes moments after this returns.</summary>
    public Task EditRoutesAsync(string run, RouteEdit edit, CancellationToken cancellation = default) =>
        _transport.SendAsync(HttpMethod.Put, PathOf(run) + "/routes", Body(edit, Json.RouteEdit), cancellation);

    /// <summary>The routes of a live run.</summary>
    public Task<RoutesView> RunRoutesAsync(string run, CancellationToken cancellation = default) =>
        _transport.GetAsync(PathOf(run) + "/routes", Json.RoutesView, cancellation);

    /// <summary>
    /// Hosts that a run's allowlist refused, by the run's id; the most refused first, a few dozen at most. Hosts that its agent merely tries are left out.
    /// </summary>
    public Task<IReadOnlyList<RefusedHost>> RefusedHostsAsync(string run, CancellationToken cancellation = default) =>
        _transport.GetAsync(PathOf(run) + "/refused", Json.IReadOnlyListRefusedHost, cancellation);

    /// <summary>The counts of values that outbound scanning masked and refused in a run, by the run's id.</summary>
    public Task<RunFindings> FindingsAsync(string run, CancellationToken cancellation = default) =>
        _transport.GetAsync(PathOf(run) + "/findings", Json.RunFindings, cancellation);

    /// <summary>The decision that the run's proxy would make on a request.</summary>
    public Task<Explanation> ExplainAsync(string run, ExplainRequest request, CancellationToken cancellation = default) =>
        _transport.SendAsync(HttpMethod.Post, PathOf(run) + "/explain", Body(request, Json.ExplainRequest), Json.Explanation, cancellation);

    /// <summary>Ends a run whose command has ended and whose proxy is gone. The rest of its spool is in the ledger when this returns.</summary>
    public Task<RunView> EndAsync(string run, RunEnd end, CancellationToken cancellation = default) =>
        _transport.SendAsync(HttpMethod.Post, PathOf(run) + "/end", Body(end, Json.RunEnd), Json.RunView, cancellation);

    /// <summary>Turns egress off. <paramref name="run"/> may be <c>*</c>; <paramref name="finish"/> lets exchanges in flight end.</summary>
    public Task<IReadOnlyList<RunActionResult>> CutAsync(string run, bool finish, CancellationToken cancellation = default) =>
        CutAsync(run, finish, Consent.Given, cancellation);

    /// <summary>Turns egress off as above; for every run at once only with the operator's consent.</summary>
    public Task<IReadOnlyList<RunActionResult>> CutAsync(string run, bool finish, Consent consent, CancellationToken cancellation) =>
        _transport.SendAsync(
            HttpMethod.Post, PathOf(run) + Query("/cut", $"finish={(finish ? "true" : "false")}", consent.ToQuery()), null, Json.IReadOnlyListRunActionResult,
            cancellation);

    /// <summary>Lifts an operator's cut. <paramref name="run"/> may be <c>*</c>.</summary>
    public Task<IReadOnlyList<RunActionResult>> RestoreAsync(string run, CancellationToken cancellation = default) =>
        _transport.SendAsync(HttpMethod.Post, PathOf(run) + "/restore", null, Json.IReadOnlyListRunActionResult, cancellation);

    /// <summary>Ends the agent. <paramref name="run"/> may be <c>*</c>.</summary>
    public Task<IReadOnlyList<RunActionResult>> KillAsync(string run, CancellationToken cancellation = default) => KillAsync(run, Consent.Given, cancellation);

    /// <summary>Ends the agent as above; for a frozen run or every run at once only with the operator's consent.</summary>
    public Task<IReadOnlyList<RunActionResult>> KillAsync(string run, Consent consent, CancellationToken cancellation) =>
        _transport.SendAsync(HttpMethod.Post, PathOf(run) + Query("/kill", consent.ToQuery()), null, Json.IReadOnlyListRunActionResult, cancellation);

    /// <summary>Stops and ends a run and keeps its folder; returns when that is done.</summary>
    public Task<IReadOnlyList<RunActionResult>> FreezeAsync(string run, CancellationToken cancellation = default) =>
        _transport.SendAsync(HttpMethod.Post, PathOf(run) + "/freeze", null, Json.IReadOnlyListRunActionResult, cancellation);

    /// <summary>Takes a frozen run on again, before anything of its bottle exists.</summary>
    public Task<RunRegistered> ResumeAsync(string run, RunResumption resumption, CancellationToken cancellation = default) =>
        _transport.SendAsync(HttpMethod.Post, PathOf(run) + "/resume", Body(resumption, Json.RunResumption), Json.RunRegistered, cancellation);

    /// <summary>Moves the folder of a run that has ended aside, to be removed.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    public Task RemoveAsync(string run, CancellationToken cancellation = default) =>
        _transport.SendAsync(HttpMethod.Post, PathOf(run) + "/remove", null, cancellation);

    /// <summary>Reports that the bottle could not be frozen: its agent lives on, cut.</summary>
    public Task FreezeFailedAsync(string run, FreezeFailure failure, CancellationToken cancellation = default) =>
        _transport.SendAsync(HttpMethod.Put, PathOf(run) + "/freeze", Body(failure, Json.FreezeFailure), cancellation);

    /// <summary>Reports a finding in a folder that a run shares; it becomes an event.</summary>
    public Task ReportFolderAsync(string run, FolderReport report, CancellationToken cancellation = default) =>
        _transport.SendAsync(HttpMethod.Post, PathOf(run) + "/folder", Body(report, Json.FolderReport), cancellation);

    /// <summary>The ledger, grouped.</summary>
    /// <param name="by"><c>run</c>, <c>agent</c>, <c>bottle</c>, <c>provider</c>, <c>model</c> or <c>day</c>.</param>
    /// <param name="since">Only calls that ended at this time or later; null for all.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    public Task<IReadOnlyList<UsageRow>> UsageAsync(string by, DateTimeOffset? since = null, CancellationToken cancellation = default)
    {
        string path = $"{ApiPaths.Ledger}?by={Uri.EscapeDataString(by)}";
        if (since is { } time)
        {
            path += "&since=" + Uri.EscapeDataString(time.ToString("O", CultureInfo.InvariantCulture));
        }

        return _transport.GetAsync(path, Json.IReadOnlyListUsageRow, cancellation);
    }

    /// <summary>Every budget in force with its counter.</summary>
    public Task<IReadOnlyList<BudgetView>> BudgetsAsync(CancellationToken cancellation = default) =>
        _transport.GetAsync(ApiPaths.Budgets, Json.IReadOnlyListBudgetView, cancellation);

    /// <summary>The spending of a scope with a provider, with or without a budget.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="scope">The scope: <c>host</c>, <c>bottle:X</c>, ….</param>
    /// <param name="window">The window to count in, in a budget's text form.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    public Task<BudgetSpent> SpentAsync(string provider, string scope, string window, CancellationToken cancellation = default) =>
        _transport.GetAsync(Query(ApiPaths.Budgets + "/spent", Of(provider, scope), $"window={Uri.EscapeDataString(window)}"), Json.BudgetSpent, cancellation);

    /// <summary>Sets a budget; returns the budget in force.</summary>
    public Task<BudgetView> SetBudgetAsync(BudgetChange change, CancellationToken cancellation = default) =>
        SetBudgetAsync(change, Consent.Given, cancellation);

    /// <summary>Sets a budget as above; a change that would cut runs at once needs the operator's consent.</summary>
    public Task<BudgetView> SetBudgetAsync(BudgetChange change, Consent consent, CancellationToken cancellation) =>
        _transport.SendAsync(HttpMethod.Put, Query(ApiPaths.Budgets, consent.ToQuery()), Body(change, Json.BudgetChange), Json.BudgetView, cancellation);

    /// <summary>Drops the budget that an operator set; the one of the files or <c>--budget</c> applies again.</summary>
    public Task ClearBudgetAsync(string provider, string scope, CancellationToken cancellation = default) =>
        ClearBudgetAsync(provider, scope, Consent.Given, cancellation);

    /// <summary>Drops a budget as above; a change that would cut runs at once needs the operator's consent.</summary>
    public Task ClearBudgetAsync(string provider, string scope, Consent consent, CancellationToken cancellation) =>
        _transport.SendAsync(HttpMethod.Delete, Query(ApiPaths.Budgets, Of(provider, scope), consent.ToQuery()), null, cancellation);

    /// <summary>Sets a counter to zero.</summary>
    public Task ResetBudgetAsync(string provider, string scope, CancellationToken cancellation = default) =>
        _transport.SendAsync(HttpMethod.Post, Query(ApiPaths.Budgets + "/reset", Of(provider, scope)), null, cancellation);

    /// <summary>The pending approvals, or with <paramref name="all"/> the decided ones too, oldest first.</summary>
    public Task<IReadOnlyList<ApprovalView>> ApprovalsAsync(bool all = false, CancellationToken cancellation = default) =>
        _transport.GetAsync(ApiPaths.Approvals + (all ? "?all=true" : ""), Json.IReadOnlyListApprovalView, cancellation);

    /// <summary>Lets the value of a pending approval pass for its run, within the limits of the grant.</summary>
    public Task<ApprovalView> ApproveAsync(string approval, ApprovalGrant grant, CancellationToken cancellation = default)
    {
        List<string> said = [];
        if (grant.AnyHost)
        {
            said.Add("any_host=true");
        }

        if (grant.Once)
        {
            said.Add("once=true");
        }

        if (grant.For is { } time)
        {
            said.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"for={(long)time.TotalSeconds}"));
        }

        string query = said.Count == 0 ? "" : "?" + string.Join('&', said);
        return _transport.SendAsync(
            HttpMethod.Post, $"{ApiPaths.Approvals}/{Uri.EscapeDataString(approval)}/approve{query}", null, Json.ApprovalView, cancellation);
    }

    /// <summary>Revokes a decision: the next request with the value asks again.</summary>
    public Task<ApprovalView> RevokeAsync(string approval, CancellationToken cancellation = default) => _transport.SendAsync(
        HttpMethod.Post, $"{ApiPaths.Approvals}/{Uri.EscapeDataString(approval)}/revoke", null, Json.ApprovalView, cancellation);

    /// <summary>Decides a pending approval: <paramref name="approve"/> lets the value pass for its run and destination; otherwise it stays refused.</summary>
    public Task<ApprovalView> DecideAsync(string approval, bool approve, CancellationToken cancellation = default) =>
        _transport.SendAsync(
            HttpMethod.Post, $"{ApiPaths.Approvals}/{Uri.EscapeDataString(approval)}/{(approve ? "approve" : "reject")}", null, Json.ApprovalView,
            cancellation);

    /// <summary>The events after a place in the host's history; with <paramref name="follow"/> the stream continues until it is cancelled.</summary>
    public IAsyncEnumerable<LoggedEvent> EventsAsync(
        long after = 0, bool follow = false, bool audit = false, CancellationToken cancellation = default) =>
        _transport.StreamAsync(
            string.Create(
                CultureInfo.InvariantCulture, $"{ApiPaths.Events}?after={after}&follow={(follow ? "true" : "false")}&audit={(audit ? "true" : "false")}"),
            Json.LoggedEvent, cancellation);

    /// <summary>
    /// The host's state, then each change, until the caller cancels. If the controller goes away, it throws <see cref="ControllerException.Unreachable"/>.
    /// </summary>
    /// <param name="afterEvent">The last known event (<see cref="LoggedEvent.Seq"/>); null for the newest ones.</param>
    /// <param name="afterExchange">The last known exchange (<see cref="ExchangeView.Id"/>); null for those of the last minutes.</param>
    /// <param name="cancellation">Ends the stream.</param>
    public async IAsyncEnumerable<HostUpdate> WatchAsync(
        long? afterEvent = null, long? afterExchange = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        string query = string.Join('&', new[] { Place("after_event", afterEvent), Place("after_exchange", afterExchange) }.OfType<string>());
        await foreach (HostUpdate update in _transport.StreamAsync(
            query.Length == 0 ? ApiPaths.Watch : $"{ApiPaths.Watch}?{query}", Json.HostUpdate, cancellation).ConfigureAwait(false))
        {
            yield return update;
        }

        throw new ControllerException("the controller ended the stream of changes", new EndOfStreamException());

        static string? Place(string key, long? after) => after is { } place ? string.Create(CultureInfo.InvariantCulture, $"{key}={place}") : null;
    }

    private static JsonContent Body<T>(T value, JsonTypeInfo<T> type) => JsonContent.Create(value, type);

    private static string Query(string path, params ReadOnlySpan<string> parameters)
    {
        string query = string.Join('&', parameters.ToArray().Where(parameter => parameter.Length > 0));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    private static string PathOf(string run) => $"{ApiPaths.Runs}/{(run == "*" ? run : Uri.EscapeDataString(run))}";

    private static string Of(string provider, string scope) =>
        $"provider={Uri.EscapeDataString(provider)}&scope={Uri.EscapeDataString(scope)}";
}
