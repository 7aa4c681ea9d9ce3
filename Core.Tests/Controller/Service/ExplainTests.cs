using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Refusals;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>The controller's response to <c>explain</c> uses the routes, cuts and budgets in force at that moment, also after a restart.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ExplainTests
{
    private const string Open = "https://open.example/";
    private const string Call = "https://api.anthropic.com/v1/messages";

    [Test]
    public async Task An_edit_applies_at_once_and_after_a_restart()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync("tester", egress: Egress("routes: []"));
        Assert.That((await ExplainAsync(controller, Open)).Code, Is.EqualTo(RefusalCode.HostNotAllowed));
        RouteSet edited = Read("routes:\n- host: open.example") with { Version = 1 };
        await controller.Client.EditRoutesAsync("tester", new RouteEdit(edited, "read again"));
        await controller.Client.EditRoutesAsync("tester", new RouteEdit(null, "a broken edit"));
        Explanation before = await ExplainAsync(controller, Open);
        Assert.That((before.Verdict, before.Rule, before.Name, before.Run),
            Is.EqualTo((ExplainVerdict.Allowed, "routes.yml:2 (open.example)", "tester", run.Registered.Run)));
        await controller.StartAgainAsync();
        Assert.That(Text(await ExplainAsync(controller, Open)), Is.EqualTo(Text(before)));
        Assert.That((await run.OrdersAsync()).Routes?.Version, Is.EqualTo(1), "an edit that the previous controller accepted but did not send");
    }

    [Test]
    public async Task Explain_uses_the_newest_routes_without_their_secrets()
    {
        await using TestController controller = await TestController.StartAsync();
        const string Text = "routes:\n- host: open.example\n  auth_scheme: Bearer\n  token_env: HIDDEN_VARIABLE\n  matches:\n  - methods: [GET]";
        using TestRun run = await controller.RegisterAsync("tester", egress: Egress("routes: []"));
        Assert.That((await controller.Client.RunRoutesAsync("tester")).Routes, Is.Empty);
        await controller.Client.EditRoutesAsync("tester", new RouteEdit(Read(Text) with { Version = 1 }, "read again"));
        RouteView route = (await controller.Client.RunRoutesAsync(run.Registered.Run)).Routes.Single();
        Assert.That(
            (route.Origin, route.Route.ToJsonString()),
            Is.EqualTo(("routes.yml:2", """{"host":"open.example","auth_scheme":"Bearer","matches":[{"methods":["GET"]}]}""")));
        using TestRun silent = await controller.RegisterAsync("silent");
        Assert.That(
            () => controller.Client.RunRoutesAsync("silent"),
            Throws.TypeOf<ControllerException>().With.Property(nameof(ControllerException.Code)).EqualTo("routes_unknown"));
    }

    [Test]
    public async Task Explain_uses_the_present_cuts_budgets_and_credentials()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync("tester", budget: 100, egress: Egress("routes:\n- host: open.example\n- host: api.anthropic.com"));
        Explanation call = await ExplainAsync(controller, Call, "POST");
        Assert.That(
            (call.Verdict, call.Provider, call.Call, call.Credential), Is.EqualTo((ExplainVerdict.Allowed, "claude", "model_call", "ANTHROPIC_API_KEY")));
        Assert.That(await run.AdmitAsync("x"), Is.EqualTo(AdmissionVerdict.Admitted), "an explanation holds nothing");
        await run.Proxy.ReportAsync([TestController.Report("x", 0)]);
        Explanation batch = await ExplainAsync(controller, Call + "/batches", "POST");
        Assert.That(batch.Code, Is.EqualTo(RefusalCode.UnmeteredCall));

        await controller.Client.CutAsync("tester", finish: true);
        Explanation cut = await ExplainAsync(controller, Open);
        Assert.That((cut.Code, cut.Status, cut.Allow.Single()), Is.EqualTo((RefusalCode.EgressCut, 403, "bot-bottle restore tester")));
        await controller.Client.RestoreAsync("tester");
        await run.CallAsync(150);
        Explanation spent = await ExplainAsync(controller, Call, "POST");
        Assert.That((spent.Code, spent.Status), Is.EqualTo((RefusalCode.BudgetExhausted, 402)));
        Assert.That(spent.Message, Does.Contain("scope run:tester: 150 of 100 tokens"));
        Assert.That(spent.Allow, Does.Contain("bot-bottle budget set claude=250 --scope run:tester"));
        Assert.That((await ExplainAsync(controller, "http://_egress.local/budget")).Verdict, Is.EqualTo(ExplainVerdict.Answered));
    }

    [Test]
    public async Task Explain_sees_a_rate_budget_that_the_next_call_would_exceed()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: {requests: 1, window: 1h, enforcement: rate}}");
        using TestRun run = await controller.RegisterAsync("tester", egress: Egress("routes:\n- host: api.anthropic.com"));
        await run.AdmitAsync();
        Assert.That((await ExplainAsync(controller, Call, "POST")).Code, Is.EqualTo(RefusalCode.RateLimited), "a call in flight takes the only place");
    }

    [Test]
    public async Task Explain_reports_what_is_unknown()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun silent = await controller.RegisterAsync("silent");
        using TestRun tester = await controller.RegisterAsync("tester", egress: Egress("routes: []"));
        Refused("nobody", Open, "no_such_run", "no live run is called 'nobody'");
        Refused("silent", Open, "routes_unknown", "http://_egress.local/allowlist");
        Refused("tester", "open.example", "bad_request", "write the scheme too, for example https://open.example");
        await controller.Client.EndAsync("tester", new RunEnd(0));
        Refused("tester", Open, "no_such_run", "no live run is called 'tester'");

        void Refused(string name, string url, string code, string words) => Assert.That(
            () => controller.Client.ExplainAsync(name, new ExplainRequest(url, "GET", [], false)),
            Throws.TypeOf<ControllerException>().With.Property("Code").EqualTo(code).And.Message.Contains(words));
    }

    private static Task<Explanation> ExplainAsync(TestController controller, string url, string method = "GET") =>
        controller.Client.ExplainAsync("tester", new ExplainRequest(url, method, [], WebSocket: false));

    private static RunEgress Egress(string routes) => new(
        Read(routes), new RunCredentials(new Dictionary<string, string> { ["claude"] = "ANTHROPIC_API_KEY" }, [], AgentsOwn: false), []);

    private static RouteSet Read(string routes) => RoutesReader.Read(routes, "routes.yml");

    private static string Text(Explanation told) => System.Text.Json.JsonSerializer.Serialize(told, ControlJson.Default.Explanation);
}
