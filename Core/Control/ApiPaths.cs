using BotBottle.Core.Budgets;
using BotBottle.Core.Policy;

namespace BotBottle.Core.Control;

/// <summary>
/// The paths of the controller's API. <c>proxy.sock</c> serves the first group to the run that its bearer token names; <c>controller.sock</c> serves the second
/// to every user whom the file permission admits.
/// </summary>
public static class ApiPaths
{
    /// <summary><c>GET</c>: the run's orders, one JSON object per line: the present state, then each change.</summary>
    public const string Orders = "/v1/proxy/orders";

    /// <summary><c>POST</c> <see cref="AdmissionRequest"/>: <see cref="AdmissionAnswer"/>.</summary>
    public const string Admissions = "/v1/proxy/admissions";

    /// <summary><c>POST</c> a list of <see cref="UsageReport"/>: <see cref="UsageAcknowledgement"/>, after the commit.</summary>
    public const string Usage = "/v1/proxy/usage";

    /// <summary><c>POST</c> a list of <see cref="EgressEvent"/>: 204.</summary>
    public const string ProxyEvents = "/v1/proxy/events";

    /// <summary>
    /// <c>POST</c> <see cref="ApprovalRequest"/>: <see cref="ApprovalAnswer"/>. Opens an approval, or joins the one with the same fingerprint;
    /// <see cref="RunOrders.Approvals"/> carries the decision.
    /// </summary>
    public const string AskApproval = "/v1/proxy/approvals";

    /// <summary>
    /// <c>POST</c> <see cref="Control.ApprovalUse"/>: <see cref="ApprovalUsed"/>. Consumes an approval that is valid for one request; of several callers, one
    /// gets it.
    /// </summary>
    public const string UseApproval = "/v1/proxy/approvals/use";

    /// <summary>
    /// <c>POST</c>: a proxy of the run starts. The controller drains every spool of the run that no living proxy holds (<see cref="SpoolFormat"/>) and responds
    /// 204 after the commit. Until then the proxy admits no model call.
    /// </summary>
    public const string Drain = "/v1/proxy/drain";

    /// <summary><c>GET</c>: <see cref="ControllerStatus"/>. <c>DELETE</c>: the controller stops.</summary>
    public const string Status = "/v1/status";

    /// <summary>
    /// <c>GET</c> (<c>?all=true</c> with ended ones): <see cref="RunView"/> list. <c>POST</c> <see cref="RunRegistration"/>. <c>/{run}</c> by id or name;
    /// <c>PUT /{run}/launched</c>, <c>GET /{run}/routes</c>: <see cref="RoutesView"/>, <c>PUT</c> <see cref="RouteEdit"/>, <c>POST /{run}/explain</c>
    /// <see cref="ExplainRequest"/>: <see cref="Explanation"/>, <c>POST /{run}/end</c>, <c>POST /{run}/freeze</c> (responds when the run is frozen), <c>PUT
    /// /{run}/freeze</c> <see cref="FreezeFailure"/>, <c>POST /{run}/folder</c> <see cref="FolderReport"/>, <c>POST /{run}/resume</c>
    /// <see cref="RunResumption"/>, <c>POST /{run}/remove</c> (by id; moves the folder of an ended run aside),
    /// <c>/cut?finish=true</c>, <c>/restore</c>, <c>/kill</c>. The last three take <c>*</c> for every live run and respond with a
    /// <see cref="RunActionResult"/> list.
    /// </summary>
    public const string Runs = "/v1/runs";

    /// <summary><c>GET ?by=run|agent|bottle|provider|model|day&amp;since=RFC3339</c>: <see cref="UsageRow"/> list.</summary>
    public const string Ledger = "/v1/usage";

    /// <summary>
    /// <c>GET</c>: <see cref="BudgetView"/> list. <c>PUT</c> <see cref="BudgetChange"/>. <c>DELETE ?provider&amp;scope</c>: the files' budget applies again.
    /// <c>POST /reset?provider&amp;scope</c>: sets the counter to zero.
    /// </summary>
    public const string Budgets = "/v1/budgets";

    /// <summary>
    /// <c>GET</c> (<c>?all=true</c> with decided ones, the newest 1000): <see cref="ApprovalView"/> list, oldest first. <c>POST
    /// /{id}/approve?any_host=true&amp;once=true&amp;for=SECONDS</c>, <c>/{id}/reject</c>, <c>/{id}/revoke</c>: the changed <see cref="ApprovalView"/>.
    /// </summary>
    public const string Approvals = "/v1/approvals";

    /// <summary><c>GET ?after=SEQ&amp;follow=true&amp;audit=true</c>: <see cref="LoggedEvent"/>, one JSON object per line.</summary>
    public const string Events = "/v1/events";

    /// <summary>
    /// <c>GET ?after_event=SEQ&amp;after_exchange=ID</c>: <see cref="HostUpdate"/>, one JSON object per line, the snapshot first, until the caller disconnects.
    /// Without the places the history begins with the newest 1,000 events and the exchanges of the last 15 minutes (10,000 at most).
    /// </summary>
    public const string Watch = "/v1/watch";
}
