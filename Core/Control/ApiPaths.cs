using BotBottle.Core.Budgets;
using BotBottle.Core.Policy;

namespace BotBottle.Core.Control;

/// <summary>The paths of the controller's API. The first group is served on <c>proxy.sock</c> to the run that its bearer token
/// names; the second on <c>controller.sock</c> to whoever the file permission lets in.</summary>
public static class ApiPaths
{
    /// <summary><c>GET</c>: the run's orders, one JSON object a line, the present state first, then each change.</summary>
    public const string Orders = "/v1/proxy/orders";

    /// <summary><c>POST</c> <see cref="AdmissionRequest"/>: <see cref="AdmissionAnswer"/>.</summary>
    public const string Admissions = "/v1/proxy/admissions";

    /// <summary><c>POST</c> a list of <see cref="UsageReport"/>: <see cref="UsageAcknowledgement"/>, after the commit.</summary>
    public const string Usage = "/v1/proxy/usage";

    /// <summary><c>POST</c> a list of <see cref="EgressEvent"/>: 204.</summary>
    public const string ProxyEvents = "/v1/proxy/events";

    /// <summary><c>POST</c> <see cref="ApprovalRequest"/>: <see cref="ApprovalAnswer"/>. Opens an approval, or joins the one of the same fingerprint; the decision
    /// comes as <see cref="RunOrders.Approvals"/>.</summary>
    public const string AskApproval = "/v1/proxy/approvals";

    /// <summary><c>POST</c> <see cref="Control.ApprovalUse"/>: <see cref="ApprovalUsed"/>. Takes a yes that is for one request; of several that ask, one gets it.</summary>
    public const string UseApproval = "/v1/proxy/approvals/use";

    /// <summary><c>POST</c>: a proxy of the run starts; the controller drains every spool of the run that no living proxy holds
    /// (<see cref="SpoolFormat"/>) and answers 204 after the commit. Until then the proxy admits no model call.</summary>
    public const string Drain = "/v1/proxy/drain";

    /// <summary><c>GET</c>: <see cref="ControllerStatus"/>. <c>DELETE</c>: the controller stops.</summary>
    public const string Status = "/v1/status";

    /// <summary><c>GET</c> (<c>?all=true</c> with ended ones): <see cref="RunView"/> list. <c>POST</c> <see cref="RunRegistration"/>.
    /// <c>/{run}</c> by id or name; <c>PUT /{run}/launched</c>, <c>GET /{run}/routes</c>: <see cref="RoutesView"/>, <c>PUT</c> <see cref="RouteEdit"/>,
    /// <c>POST /{run}/explain</c> <see cref="ExplainRequest"/>: <see cref="Explanation"/>, <c>POST /{run}/end</c>, <c>POST /{run}/freeze</c>
    /// (answers when the run is frozen), <c>PUT /{run}/freeze</c> <see cref="FreezeFailure"/>, <c>POST /{run}/folder</c> <see cref="FolderReport"/>, <c>POST /{run}/resume</c> <see cref="RunResumption"/>,
    /// <c>/cut?finish=true</c>, <c>/restore</c>, <c>/kill</c>. The last three take <c>*</c> for every live run and answer with a <see cref="RunActionResult"/> list.</summary>
    public const string Runs = "/v1/runs";

    /// <summary><c>GET ?by=run|agent|bottle|provider|model|day&amp;since=RFC3339</c>: <see cref="UsageRow"/> list.</summary>
    public const string Ledger = "/v1/usage";

    /// <summary><c>GET</c>: <see cref="BudgetView"/> list. <c>PUT</c> <see cref="BudgetChange"/>. <c>DELETE ?provider&amp;scope</c>: back to what
    /// the files say. <c>POST /reset?provider&amp;scope</c>: the counter starts again.</summary>
    public const string Budgets = "/v1/budgets";

    /// <summary><c>GET</c> (<c>?all=true</c> with decided ones, the newest 1000): <see cref="ApprovalView"/> list, oldest first. <c>POST /{id}/approve?any_host=true&amp;once=true&amp;for=SECONDS</c>,
    /// <c>/{id}/reject</c>, <c>/{id}/revoke</c>: the <see cref="ApprovalView"/> as it is then.</summary>
    public const string Approvals = "/v1/approvals";

    /// <summary><c>GET ?after=SEQ&amp;follow=true&amp;audit=true</c>: <see cref="LoggedEvent"/>, one JSON object a line.</summary>
    public const string Events = "/v1/events";

    /// <summary><c>GET ?after_event=SEQ&amp;after_exchange=ID</c>: <see cref="HostUpdate"/>, one JSON object a line, the snapshot first, until the caller goes.
    /// Without the places the history begins with the newest 1,000 events and the exchanges of the last 15 minutes (10,000 at most).</summary>
    public const string Watch = "/v1/watch";
}
