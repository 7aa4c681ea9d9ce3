using System.Text.Json.Nodes;
using BotBottle.Controller.Commands;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;

namespace BotBottle.Core.Tests.Controller.Commands;

/// <summary>The output of listings for the controller's records.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ListingTests
{
    private static readonly BudgetView Claude = new(
        "claude", "run:otter", 5_000_000, 1_234, 10, null, 3, "none", null, "hard", "paced", "--budget");

    private static readonly RunView Run = new(
        "r1", "otter\u001b", RunState.Running, null, null, IsolationKind.Sandbox, 4321, VerbHost.Now.AddMinutes(-2), null, null, null, 3, 1,
        [Claude, Claude with { Provider = "codex", Scope = "host", Limit = null, RequestLimit = 50, Requests = 7 }]);

    [Test]
    public void Ps_shows_a_row_per_run_and_budget()
    {
        VerbHost test = new();
        RunView cut =
            Run with { Name = "cat", State = RunState.Cut, Cut = new EgressCut(CutCause.Operator, false, null, VerbHost.Now), Pid = null, Budgets = [] };
        RunView ended = cut with { Name = "dog", State = RunState.Exited, Cut = null, ExitCode = 3 };
        PsCommand.WriteTable(test.Host, [Run, cut, ended]);
        Assert.That(test.Output.ToString(), Is.EqualTo(
            """
            RUN  NAME    STATE           ISOLATION   PID    STARTED  CALLS  REFUSED  BUDGET
            r1   otter?  running         sandbox    4321  2 min ago      3        1  claude 1,234 of 5,000,000 tokens (run:otter)
                                                                                     codex 7 of 50 calls (host)
            r1   cat     cut (operator)  sandbox       -  2 min ago      3        1  -
            r1   dog     exited (3)      sandbox       -  2 min ago      3        1  -

            """));
    }

    [Test]
    public void Usage_shows_its_key_first_and_a_total()
    {
        VerbHost test = new();
        UsageRow row = new(null, null, null, null, "claude", "opus\n", null, 3, 1_000, 0, 20, 500, 1_520, 1);
        UsageCommand.WriteTable(test.Host, "provider", [row]);
        Assert.That(test.Output.ToString(), Is.EqualTo(
            """
            PROVIDER  MODEL  CALLS  INPUT  CACHE WRITE  CACHE READ  OUTPUT  CHARGED  ESTIMATED
            claude    opus?      3  1,000            0          20     500    1,520          1
            total                3  1,000            0          20     500    1,520          1

            """));
    }

    [Test]
    public void Budgets_show_spend_limit_and_origin()
    {
        VerbHost test = new();
        BudgetShowCommand.WriteTable(test.Host, [Claude with { Window = "daily", ResetsAt = VerbHost.Now.AddHours(12) }]);
        Assert.That(test.Output.ToString(), Is.EqualTo(
            """
            SCOPE      PROVIDER  SPENT  HELD      LIMIT  CALLS  CALL LIMIT  WINDOW  RESETS               ENFORCEMENT  GATE   FROM
            run:otter  claude    1,234    10  5,000,000      3           -  daily   2026-11-22 00:00:00  hard         paced  --budget

            """));
    }

    [Test]
    public void Approvals_show_the_facts_for_a_decision()
    {
        VerbHost test = new();
        ApprovalView approval = new(
            "k7q2m", "r1", "otter", ApprovalState.Pending, "AWS access key", "body", "key=AKIA****\u001bMPLE", new string('a', 64), "*.example.com",
            "api.example.com",
            "POST", "/" + new string('x', 80), VerbHost.Now.AddSeconds(-70), VerbHost.Now.AddSeconds(230), null, null);
        ApprovalView late = approval with { Id = "x3npw", State = ApprovalState.TimedOut, Path = "/", Place = "query", DecidedAt = VerbHost.Now };
        ApprovalsCommand.WriteTable(test.Host, [approval, late]);
        Assert.That(test.Output.ToString(), Is.EqualTo(
            """
            ID       AGE       LEFT  RUN    KIND            PLACE  ROUTE          TARGET                                            CONTEXT
            k7q2m  1 min      3 min  otter  AWS access key  body   *.example.com  POST api.example.com/xxxxxxxxxxxxxxxxxxxxxxxxxx…  key=AKIA****?MPLE
            x3npw  1 min  timed out  otter  AWS access key  query  *.example.com  POST api.example.com/                             key=AKIA****?MPLE
            Decide with: bot-bottle approve ID (an approval holds for its host only; --any-host, --once, --for 1h), bot-bottle reject ID

            """));
    }

    [Test]
    public void Ps_shows_that_an_approval_is_pending()
    {
        VerbHost test = new();
        PsCommand.WriteTable(test.Host, [Run with { PendingApprovals = 1 }, Run with { PendingApprovals = 2 }]);
        Assert.That(test.Output.ToString(), Does.EndWith("\n3 held requests wait for you: bot-bottle approvals\n"));
    }

    [Test]
    public void An_empty_list_says_what_to_do()
    {
        VerbHost test = new();
        PsCommand.WriteTable(test.Host, []);
        UsageCommand.WriteTable(test.Host, "run", []);
        BudgetShowCommand.WriteTable(test.Host, []);
        ApprovalsCommand.WriteTable(test.Host, []);
        Assert.That(test.Output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(4));
    }

    [Test]
    public void A_log_line_contains_no_control_character()
    {
        VerbHost test = new();
        LoggedEvent logged = new(7, VerbHost.Now, EventKind.EgressBlock, "r1", "otter", "evil.example\u001b]0;x\u0007", false, null);
        Assert.That(LogCommand.LineOf(test.Host, logged, logged.Text()), Is.EqualTo("2026-11-21 12:00:00  egress_block          otter  evil.example?]0;x?"));
    }

    [Test]
    public void The_json_of_a_run_has_the_keys_of_the_contract()
    {
        VerbHost test = new();
        test.Host.WriteJson<IReadOnlyList<RunView>>([Run], ControlJson.Default.IReadOnlyListRunView);
        string text = test.Output.ToString();
        JsonObject run = (JsonObject)JsonNode.Parse(text)![0]!;
        Assert.That(text, Does.Not.Contain('\u001b'));
        Assert.That(run.Select(member => member.Key), Is.SupersetOf(
            "run name state agent bottle isolation pid started_at budgets".Split(' ')));
        Assert.That(((JsonObject)run["budgets"]![0]!).Select(member => member.Key), Is.SupersetOf(
            "provider scope limit spent held window resets_at".Split(' ')));
    }

    [Test]
    public void A_refused_action_exits_with_1()
    {
        VerbHost test = new();
        int code = RunActions.Report(test.Host, [new("r1", "otter", RunState.Cut, null), new("r2", "cat", RunState.Cut, "its budget is spent")]);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(test.Output.ToString(), Is.EqualTo("otter: cut\n"));
        Assert.That(test.Error.ToString(), Is.EqualTo("bot-bottle: cat: its budget is spent\n"));
    }
}
