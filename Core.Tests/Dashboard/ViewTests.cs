using BotBottle.Core.Control;
using BotBottle.Dashboard.Gui;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>Every screen, small and large, against approved texts.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ViewTests
{
    private static readonly (int Width, int Height)[] Sizes = [(80, 24), (200, 50)];

    private static readonly Dictionary<string, Func<DashboardState>> States = new()
    {
        ["none"] = () => Samples.Empty.After(Samples.Update(snapshot: true)),
        ["three"] = Samples.Three,
        ["wide"] = Wide,
        ["many"] = () => Samples.Many(500),
    };

    private static IEnumerable<TestCaseData> Pictures() =>
        from state in States.Keys from screen in Enum.GetValues<Screen>() from size in Sizes
        where state != "none" || screen != Screen.Run
        select new TestCaseData(state, screen, size.Width, size.Height)
            .SetName($"{state} {screen} {size.Width}x{size.Height}".ToLowerInvariant().Replace(' ', '_'));

    [TestCaseSource(nameof(Pictures))]
    public void The_picture_is_the_approved_one(object state, object screen, int width, int height)
    {
        DashboardState shown = Show(States[(string)state]() with { Width = width, Height = height }, (Screen)screen);
        Approved.Verify($"{state}-{screen}-{width}x{height}".ToLowerInvariant(), shown);
    }

    /// <summary>An agent that repeats a request that its budget refuses, with another event in between.</summary>
    private static DashboardState Loop() => Samples.Three().After(Samples.Update(events:
        [.. Enumerable.Range(10, 31).Select(i => Samples.Event(i, message: "POST api.anthropic.com/v1/messages · budget_exhausted")), Samples.Event(41),
            Samples.Event(42, message: "POST api.anthropic.com/v1/messages · budget_exhausted")]));

    private static IEnumerable<TestCaseData> Moments()
    {
        DashboardState three = Samples.Three();
        DashboardState open = Show(three, Screen.Run).After(new Message.RoutesRead("id-otter", Routes(), null));
        (string, DashboardState)[] moments =
        [
            ("no-controller", Samples.Empty.After(
                new Message.LinkLost("the controller does not answer at /home/o/.bot-bottle/controller.sock: Connection refused", Samples.Now))),
            ("asking", Samples.Empty),
            ("gone", three.After(new Message.LinkLost("the stream broke off", Samples.Now), new Message.Ticked(Samples.Now.AddSeconds(12)))),
            ("kill", three.Press('k')),
            ("cut-all", Samples.Many(500).Press('C')),
            ("help-runs", three.Press('?')),
            ("help-events", three.Press('4', '?')),
            ("grouped", three.Press('g', 's')),
            ("filter", three.Press('/', 'o', 't')),
            ("edit-limit", three.Press('2', KeyKind.Down, 'e', '2', 'M')),
            ("edit-wrong", three.Press('2', 'e', 'x', KeyKind.Enter)),
            ("failed", three.After(
                new Message.ActionEnded("otter: its budget is spent; raise it with bot-bottle budget set claude=2M --scope run:otter", true))),
            ("done", three.After(new Message.ActionEnded("otter: cut; r restores it", false))),
            ("run-budgets", open.Press(KeyKind.Tab)),
            ("run-routes", open.Press(KeyKind.Tab, KeyKind.Tab)),
            ("run-audit", open.Press(KeyKind.Tab, KeyKind.Tab, KeyKind.Tab)),
            ("run-hosts", open.After(Samples.Update(events: [Refused(50, "telemetry.example.net:443"), Refused(51, "telemetry.example.net:443")]))
                .Press(KeyKind.Tab, KeyKind.Tab, KeyKind.Tab, KeyKind.Tab)),
            ("events-loop", Loop().Press('4')),
            ("events-kind", Samples.Many(500).Press('4', 't')),
        ];
        return from moment in moments from size in Sizes
               select new TestCaseData(moment.Item1, moment.Item2 with { Width = size.Width, Height = size.Height })
                   .SetName($"{moment.Item1}_{size.Width}x{size.Height}");
    }

    [TestCaseSource(nameof(Moments))]
    public void The_present_moment_looks_as_approved(string name, object state) =>
        Approved.Verify($"{name}-{((DashboardState)state).Width}x{((DashboardState)state).Height}", (DashboardState)state);

    [Test]
    public void Every_terminal_size_is_filled_exactly([Values] bool many)
    {
        DashboardState state = many ? Samples.Many(100) : Wide();
        for (int width = 1; width < 230; width += width < 90 ? 3 : 17)
        {
            for (int height = 1; height < 60; height += 5)
            {
                foreach (Screen screen in Samples.Screens)
                {
                    DashboardState sized = Show(state with { Width = width, Height = height }, screen);
                    Approved.RequireExact(Drawn.Rows(sized), sized);
                    DashboardState asked = sized.Press('C').Press('?');
                    Approved.RequireExact(Drawn.Rows(asked), asked);
                }
            }
        }
    }

    [Test]
    public void No_text_of_an_agent_leaves_its_cells([ValueSource(typeof(Samples), nameof(Samples.ScreenNumbers))] int number)
    {
        Screen screen = (Screen)number;
        string hostile = "\u001b[2J\u001b]0;x\u0007\u009b31m\r\n\u202eevil\u202c\u200b\u200f\ud83d\0\u0301\u0301\u0301\u0301漢" + new string('長', 500);
        ApprovalView approval = Samples.Approval("k7q2m") with { Name = hostile, Rule = hostile, Place = hostile, Context = hostile, Route = hostile,
            Host = hostile, Method = hostile, Path = hostile, Fingerprint = hostile };
        RunView run = Samples.Run(hostile, budgets: Samples.Budget("run:" + hostile) with { Origin = hostile, Window = hostile })
            with { Run = "id-otter", Agent = hostile, Bottle = hostile };
        DashboardState state = Samples.Empty.After(Samples.Update(
            snapshot: true, [run], run.Budgets, approvals: [approval], events: [Samples.Event(1, message: hostile, audit: true) with { Name = hostile }],
            exchanges: [Samples.Exchange(1) with { Model = hostile, Host = hostile, Path = hostile }]));
        foreach ((int width, int height) in Sizes)
        {
            DashboardState shown = Show(state with { Width = width, Height = height }, screen).After(new Message.ActionEnded(hostile, true));
            Approved.RequireExact(Drawn.Rows(shown), shown);
            Approved.RequireExact(Drawn.Rows(shown.Press('k')), shown);
        }
    }

    [Test]
    public void Everything_shown_by_colour_is_shown_in_words_too()
    {
        string text = string.Concat(Drawn.Rows(Samples.Three() with { Width = 200 }));
        foreach (string word in (string[])["running", "cut", "frozen", "spent", ">", "(2!)"])
        {
            Assert.That(text, Does.Contain(word));
        }
    }

    [Test]
    public void A_provider_that_is_closed_for_a_run_is_named()
    {
        DashboardState state = Samples.Three().After(Samples.Update(runs: [Samples.Run("otter") with { Closed = "claude" }]));
        Assert.That(Drawn.Rows(state), Has.Some.Contains("running for 12 min, claude closed: its budget is spent; raise it (2)"));
    }

    [Test]
    public void A_newcomer_sees_how_to_cut_the_most_expensive_run([Values(80, 200)] int width)
    {
        Frame frame = Drawn.Of(Samples.Many(10) with { Width = width });
        Assert.That(frame.TextOf(2), Does.StartWith("> run-009"));
        Assert.That(frame.IsInverted(2), Is.True);
        Assert.That(frame.TextOf(frame.Rows.Length - 1), Does.StartWith(" c cut run-009 ").And.Contain("? keys").And.Contain("q quit"));
    }

    private static DashboardState Show(DashboardState state, Screen screen) => screen == Screen.Run
        ? state with { Screen = Screen.Run, OpenRun = Rows.Runs(state)[0].View.Run }
        : state.After(new Message.Invoked(UiCommand.ShowRuns + (int)screen));

    private static DashboardState Wide() => Samples.Empty.After(Samples.Update(
        snapshot: true,
        [Samples.Run("漢字の名前を持つ実行", bottle: "データ"), Samples.Run("emoji-🦦-run"), Samples.Run("e\u0301te\u0301"),
            Samples.Run("a-name-that-is-longer-than-its-column-by-far")],
        [Samples.Budget("run:漢字の名前を持つ実行"), Samples.Budget("bottle:データ", provider: "プロバイダ")],
        approvals: [Samples.Approval("k7q2m", "漢字の名前を持つ実行") with { Context = "key=漢字************", Path = "/パス/漢字" }],
        events: [Samples.Event(1, run: "漢字の名前を持つ実行", message: "漢字のメッセージ: GET example.net is not on the allowlist", audit: true)],
        exchanges: [Samples.Exchange(1, "漢字の名前を持つ実行") with { Model = "模型-大" }]));

    private static LoggedEvent Refused(long seq, string host) =>
        Samples.Event(seq) with { Data = new() { ["host"] = host, ["reason"] = "host_not_allowed" } };

    private static RoutesView Routes() => new(
    [
        new RouteView("routes.yml:3", new() { ["host"] = "api.anthropic.com" }),
        new RouteView("routes.yml:4", new()
        {
            ["host"] = "*.example.com",
            ["auth_scheme"] = "Bearer",
            ["matches"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject
            {
                ["paths"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["type"] = "prefix", ["value"] = "/v1/" }),
                ["methods"] = new System.Text.Json.Nodes.JsonArray("GET", "POST"),
            }),
        }),
    ]);
}
