using BotBottle.Core.Budgets;
using BotBottle.Core.Hosts;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Refusals;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Tests.Core.Policy;

/// <summary>The remedies shown to an operator. The tests of the proxy compare the verdicts with the proxy's own.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class EgressExplainerTests
{
    private const string Routes = """
        routes:
        - host: api.example.com
        - host: "*.wild.example"
        - host: port.example:8443
        - host: match.example
          matches:
          - {methods: [GET, POST], paths: [{type: prefix, value: /v1}, {type: exact, value: /one}]}
          - {headers: [{name: X-Team, value: core}, {name: X-Id, value: "[a-f]+", type: regex}]}
        - {host: match.example, matches: [{methods: [PUT]}]}
        - {host: one.example, matches: [{paths: [{type: regex, value: "/r/[0-9]+"}]}]}
        - {host: unset.example, auth_scheme: Bearer, token_env: TOKEN}
        - {host: api.openai.com}
        """;

    [TestCase("https://ap.example.com/",
        "another host, if it was meant: routes.yml:2 (api.example.com)|write in routes.yml, under routes: - host: \"ap.example.com\"")]
    [TestCase("https://wild.example/",
        "another host, if it was meant: routes.yml:3 (*.wild.example), which is the hosts below it and never itself|write in routes.yml, under routes: - "
            + "host: \"wild.example\"")]
    [TestCase("https://nothing-like-it.test:8080/", "write in routes.yml, under routes: - host: \"nothing-like-it.test:8080\"")]
    [TestCase("https://api.example.com:8443/",
        "another port: routes.yml:2 (api.example.com) opens ports 443 and 80 alone|write in routes.yml, under routes: - host: \"api.example.com:8443\"")]
    [TestCase("https://port.example/",
        "another port: routes.yml:4 (port.example:8443) opens port 8443 alone|write in routes.yml, under routes: - host: \"port.example\"")]
    public void A_closed_host_is_explained(string url, string allow) => Told(url, RefusalCode.HostNotAllowed, allow);

    [TestCase("GET", "https://match.example/x",
        "widen routes.yml:5 (match.example): match 1: the path /x is not prefix /v1 or exact /one; match 2: the header X-Team has to be there and be "
            + "'core'|widen routes.yml:9 (match.example): the method GET is not PUT")]
    [TestCase("DELETE", "https://match.example/one",
        "widen routes.yml:5 (match.example): match 1: the method DELETE is not GET or POST; match 2: the header X-Id has to be there and match '[a-f]+'|widen "
            + "routes.yml:9 (match.example): the method DELETE is not PUT", "X-Team: core")]
    [TestCase("GET", "https://one.example/r/x", "widen routes.yml:10 (one.example): the path /r/x is not regex /r/[0-9]+")]
    public void A_request_without_a_matching_route_is_explained(string method, string url, string allow, params string[] fields) =>
        Told(url, RefusalCode.RouteNotMatched, allow, method, fields);

    [TestCase("https://api.example.com/r.git/info/refs?service=git-upload-pack", RefusalCode.GitFetchDenied,
        "write git: {fetch: true} at routes.yml:2 (api.example.com)")]
    [TestCase("https://api.example.com/r.git/info/refs?service=git-receive-pack", RefusalCode.GitPushDenied, "")]
    [TestCase("https://unset.example/", RefusalCode.CredentialMissing,
        "set TOKEN on the host and start the run again: credentials reach a proxy when its run begins")]
    [TestCase("https://api.openai.com/v1/models", RefusalCode.CredentialMissing,
        "set OPENAI_API_KEY or CODEX_API_KEY on the host and start the run again: credentials reach a proxy when its run begins|keep a "
            + "subscription's login outside of the bottle: bot-bottle login codex, and start the run again|have a token of the host's environment added: "
            + "auth_scheme: Bearer and token_env at a route for api.openai.com|let the agent use its own "
            + "login: agent_credentials: true at routes.yml:12 (api.openai.com), or run --agent-credentials")]
    [TestCase("wss://api.example.com/r.git/git-upload-pack", RefusalCode.GitFetchDenied, "write git: {fetch: true} at routes.yml:2 (api.example.com)")]
    public void Other_refusals_are_explained(string url, RefusalCode code, string allow) => Told(url, code, allow);

    [TestCase("routes:\n- {host: api.openai.com, agent_credentials: true}",
        "write unmetered: true at routes.yml:2 (api.openai.com), where no hard budget governs")]
    [TestCase("routes:\n- {host: api.openai.com, agent_credentials: true, unmetered: true}", null)]
    public void A_call_that_is_not_metered_is_admitted_by_its_route(string routes, string? allow)
    {
        Explanation told = Explain(RoutesReader.Read(routes, "routes.yml"), "https://api.openai.com/v1/batches", "POST");
        Assert.That((told.Code, told.Allow.SingleOrDefault()), Is.EqualTo((allow is null ? (RefusalCode?)null : RefusalCode.UnmeteredCall, allow)));
        Assert.That((told.Verdict, told.Call), Is.EqualTo(allow is null ? (ExplainVerdict.Allowed, "unmetered") : (ExplainVerdict.Refused, (string?)null)));
    }

    [Test]
    public void A_call_of_a_built_in_route_is_admitted_by_one_of_the_operator_s()
    {
        Explanation told = Explain(RouteSet.BuiltIn, "https://api.anthropic.com/v1/deployments", "POST");
        Assert.That((told.Code, told.Allow.Single()), Is.EqualTo(
            (RefusalCode.UnmeteredCall, "a route of your own for api.anthropic.com with unmetered: true, where no hard budget governs")));
    }

    [Test]
    public void A_WebDAV_method_can_be_explained() => Told(
        "https://api.example.com/folder/", RefusalCode.GitPushDenied,
        "if it is WebDAV and not git: name PROPFIND among the methods of a match at routes.yml:2 (api.example.com)", "PROPFIND");

    [Test]
    public void Without_a_file_the_option_that_opens_the_host_is_named()
    {
        Explanation told = Explain(RouteSet.BuiltIn, "https://api.antropic.com/", "GET");
        Assert.That(told.Allow, Is.EqualTo(new[]
        {
            "another host, if it was meant: built in (api.anthropic.com)",
            "start the next run with --allow api.antropic.com, or write allow: [\"api.antropic.com\"] in its bottle",
        }));
    }

    [Test]
    public void The_explanation_of_an_LFS_batch_says_that_its_body_decides_too()
    {
        RouteSet routes = RoutesReader.Read("routes: [{host: api.example.com, git: {fetch: true}}]", "routes.yml");
        Explanation told = Explain(routes, "https://api.example.com/r.git/info/lfs/objects/batch", "POST");
        Assert.That((told.Verdict, told.Rule), Is.EqualTo((ExplainVerdict.Allowed, "routes.yml:1 (api.example.com)")));
        Assert.That(told.Notes[0], Does.Contain("LFS upload is refused"));
    }

    [TestCase("", true)]
    [TestCase(", dlp: {outbound_detectors: [known_secrets]}", true)]
    [TestCase(", dlp: {outbound_detectors: []}", false)]
    public void The_explanation_says_whether_an_allowed_request_is_searched(string dlp, bool searched)
    {
        Explanation told = Explain(RoutesReader.Read($"routes: [{{host: api.example.com{dlp}}}]", "routes.yml"), "https://api.example.com/", "GET");
        Assert.That(told.Notes.Any(note => note.Contains("dlp_match", StringComparison.Ordinal)), Is.EqualTo(searched));
    }

    [TestCase("api.example.com", "", true, "a find waits for an operator; what is rejected is refused")]
    [TestCase("api.example.com", "", false, "a find is refused")]
    [TestCase("api.anthropic.com", "", true, "a find waits for an operator; what is rejected is masked in bodies, a known secret refused")]
    [TestCase("api.anthropic.com", "", false, "a find in the body is masked; one in the head, in signed content, or of a known secret is refused")]
    [TestCase("api.anthropic.com", ", dlp: {rejected: refuse}", true, "a find waits for an operator; what is rejected is refused")]
    [TestCase("api.anthropic.com", ", dlp: {outbound_on_match: block}", false, "a find is refused")]
    [TestCase("api.example.com", ", dlp: {outbound_on_match: redact}", true, "a find is masked, and refused where that is not possible")]
    public void The_explanation_names_the_reaction_to_a_find(string host, string dlp, bool asksOperator, string reaction)
    {
        RouteSet routes = RoutesReader.Read($"routes: [{{host: {host}, agent_credentials: true{dlp}}}]", "routes.yml");
        Explanation told = Explain(routes, $"https://{host}/v1/messages", "POST", asksOperator);
        Assert.That(told.Notes.Single(note => note.Contains("dlp_match", StringComparison.Ordinal)), Does.EndWith($": {reaction}"));
    }

    [TestCase("api.example.com", "", "a find is logged, and the response passes")]
    [TestCase("api.example.com", ", dlp: {inbound_on_match: log}", "a find is logged, and the response passes")]
    [TestCase("api.example.com", ", dlp: {inbound_on_match: withhold}", "phrases of both kinds close together, or hidden text, withhold it")]
    [TestCase("api.example.com", ", dlp: {inbound_detectors: [naive_injection_detection]}", "phrases of both kinds close together withhold it")]
    [TestCase("api.example.com", ", dlp: {inbound_detectors: [hidden_text], inbound_on_match: withhold}", "hidden text withholds it")]
    [TestCase("api.anthropic.com", ", dlp: {inbound_detectors: [hidden_text]}", "a find is logged, and the response passes")]
    [TestCase("api.example.com", ", dlp: {inbound_on_match: off}", null)]
    [TestCase("api.example.com", ", dlp: {inbound_detectors: []}", null)]
    [TestCase("api.anthropic.com", "", null)]
    [TestCase("api.anthropic.com", ", dlp: {inbound_on_match: withhold}", null)]
    public void The_explanation_says_whether_the_response_is_searched(string host, string dlp, string? reaction)
    {
        RouteSet routes = RoutesReader.Read($"routes: [{{host: {host}, agent_credentials: true{dlp}}}]", "routes.yml");
        string note = Explain(routes, $"https://{host}/v1/messages", "POST").Notes.Single(note => note.Contains("its response", StringComparison.Ordinal));
        Assert.That(note, Does.EndWith(reaction is null ? "is not searched for injected instructions" : $" (injection_warn, injection_detected): {reaction}"));
    }

    private static void Told(string url, RefusalCode code, string allow, string method = "GET", params string[] fields)
    {
        Explanation told = Explain(RoutesReader.Read(Routes, "routes.yml"), url, method, fields);
        Assert.That((told.Verdict, told.Code), Is.EqualTo((ExplainVerdict.Refused, code)));
        Assert.That(string.Join('|', told.Allow), Is.EqualTo(allow));
    }

    private static Explanation Explain(RouteSet routes, string url, string method, params string[] fields) => Explain(routes, url, method, true, fields);

    private static Explanation Explain(RouteSet routes, string url, string method, bool asksOperator, params string[] fields)
    {
        RunPolicy policy = new(routes, new RunCredentials(new Dictionary<string, string>(), [], AgentsOwn: false), ProviderTable.BuiltIn);
        ProbeRequest probe = ProbeRequest.Read(new ExplainRequest(url, method, fields, WebSocket: false), out _)!;
        return new EgressExplainer("run-1", "blue-fox", policy, RunOrders.Open, new ManualTime(), new AddressGate(() => HostAddresses.None, []), asksOperator,
            (_, _) => new AdmissionAnswer(AdmissionVerdict.Admitted)).Explain(probe);
    }
}
