using BotBottle.Core.Certificates;
using BotBottle.Core.Control;
using BotBottle.Core.Routes;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Tests.Core.Routes;

[Parallelizable(ParallelScope.All)]
public sealed class RoutesReaderTests
{
    private const string Everything = """
        log: all
        routes:
          - host: API.example.com.
            auth_scheme: Bearer
            token_env: EGRESS_TOKEN_0
            agent_credentials: false
            tools: [web_search]
            unmetered: true
            matches:
              - paths: [{type: prefix, value: /v1/}]
                methods: [GET, POST]
                headers: [{name: X-Team, value: core, type: exact}]
            git: {fetch: true}
            dlp:
              outbound_detectors: [token_patterns, known_secrets]
              inbound_detectors: [naive_injection_detection]
              outbound_on_match: block
              rejected: refuse
              inbound_on_match: withhold
          - host: "*.example.com:8443"
        """;

    [Test]
    public void Private_suffixes_and_unknown_tools_are_accepted() =>
        Assert.That(
            RoutesReader.Read(
                "routes:\n- {host: '*.internal', tools: [web_search_20250305, deep_thought]}\n- host: '*.co.uk'\n- {host: a.example, matches: [{methods: "
                    + "[GET]}]}\n- host: a.example", "r.yml").Routes,
            Has.Count.EqualTo(4));

    [Test]
    public void Every_key_of_the_contract_is_read()
    {
        RouteSet set = RoutesReader.Read(Everything, "routes.yml");
        Route first = set.Routes[0];
        RouteMatch match = first.Matches!.Single();
        Assert.Multiple(() =>
        {
            Assert.That(set.Log, Is.EqualTo(EgressLog.All));
            Assert.That(first.Describe(), Is.EqualTo("routes.yml:3 (api.example.com)"));
            Assert.That(first.Auth, Is.EqualTo(new RouteAuth(AuthScheme.Bearer, "EGRESS_TOKEN_0")));
            Assert.That(first.Tools, Is.EqualTo(new[] { "web_search" }));
            Assert.That(match.Paths, Is.EqualTo(new[] { new PathRule(PathRuleType.Prefix, "/v1/") }));
            Assert.That(match.Methods, Is.EqualTo(new[] { "GET", "POST" }));
            Assert.That(match.Headers, Is.EqualTo(new[] { new HeaderRule("X-Team", "core", HeaderRuleType.Exact) }));
            Assert.That((first.Unmetered, set.Routes[1].Unmetered), Is.EqualTo((true, false)));
            Assert.That(first.GitFetch, Is.True);
            Assert.That(first.Dlp!.Outbound, Is.EqualTo(new[] { "token_patterns", "known_secrets" }));
            Assert.That(first.Dlp.Inbound, Is.EqualTo(new[] { "naive_injection_detection" }));
            Assert.That((first.Dlp.OnMatch, first.Dlp.Rejected), Is.EqualTo((DlpReaction.Block, RejectedReaction.Refuse)));
            Assert.That(first.Dlp.OnInboundMatch, Is.EqualTo(InboundReaction.Withhold));
            Assert.That(set.Routes[1], Is.EqualTo(new Route(new RouteOrigin("routes.yml", 20), "*.example.com:8443")));
            Assert.That(set.ExactHosts(), Is.EqualTo(new[] { "api.example.com" }));
        });
    }

    [Test]
    public void An_empty_route_list_must_be_written_explicitly()
    {
        Assert.That(RoutesReader.Read("routes: []", "r.yml").Routes, Is.Empty);
        foreach (string text in new[] { "", "# nothing\n", "log: all\n", "routes:\n", "routes: ~" })
        {
            Assert.That(() => RoutesReader.Read(text, "r.yml"), Throws.TypeOf<ConfigurationException>().With.Message.StartsWith("r.yml:1:"), text);
        }
    }

    [TestCase("route: []", "r.yml:1:1: unknown key 'route'; did you mean 'routes'?")]
    [TestCase("routes: {host: a.example}", "r.yml:1:9: routes: expected a list")]
    [TestCase("routes:\n- hots: a.example", "r.yml:2:3: unknown key 'hots' in a route; did you mean 'host'?")]
    [TestCase("routes:\n- git: {fetch: true}", "r.yml:2:3: a route needs 'host'")]
    [TestCase("routes:\n- host: http://a.example", "r.yml:2:9: host: expected a host such as")]
    [TestCase("routes:\n- host: '*'", "r.yml:2:9: host: expected")]
    [TestCase("routes:\n- host: 'a.*.example'", "r.yml:2:9: host: expected")]
    [TestCase("routes:\n- host: '*.10.0.0.1'", "r.yml:2:9: host: expected")]
    [TestCase("routes:\n- host: a.example:0", "r.yml:2:9: host: expected")]
    [TestCase("routes:\n- host: a.example:99999", "r.yml:2:9: host: expected")]
    [TestCase("routes:\n- host: '*.com'", "r.yml:2:9: '*.com' is too wide: anybody can register a name below com; write *.example.com")]
    [TestCase("routes:\n- {host: a.example, tools: [web_serch]}", "r.yml:2:29: tools: there is no tool 'web_serch'; did you mean 'web_search'?")]
    [TestCase("routes:\n- host: a.example\n- host: b.example\n- {host: a.example, matches: [{methods: [GET]}]}",
        "r.yml:4:1: the route for a.example never applies: r.yml:2 (a.example) matches all of its requests first")]
    [TestCase("routes:\n- host: '*.b.example'\n- host: a.b.example", "r.yml:3:1: the route for a.b.example never applies")]
    [TestCase("routes:\n- host: é.example", "r.yml:2:9: host: expected")]
    [TestCase("routes:\n- host: 127.1", "r.yml:2:9: host: expected")]
    [TestCase("routes:\n- host: a.example\n  auth_scheme: Bearer", "r.yml:3:16: 'auth_scheme' and 'token_env' go together")]
    [TestCase("routes:\n- host: a.example\n  token_env: T", "r.yml:3:14: 'auth_scheme' and 'token_env' go together")]
    [TestCase("routes:\n- {host: a.example, auth_scheme: bearer, token_env: T}",
        "auth_scheme: expected one of Bearer, token, x-api-key, x-goog-api-key, api-key, found 'bearer'")]
    [TestCase("routes:\n- {host: a.example, auth_scheme: Bearer, token_env: sk-123}", "r.yml:2:53: token_env: expected the name of a variable")]
    [TestCase("routes:\n- {host: a.example, agent_credentials: yes}", "agent_credentials: expected true or false")]
    [TestCase("routes:\n- {host: a.example, agent_credentials: 'true'}", "agent_credentials: expected true or false")]
    [TestCase("routes:\n- {host: a.example, unmetered: [true]}", "unmetered: expected true or false")]
    [TestCase("routes:\n- {host: a.example, unmetred: true}", "did you mean 'unmetered'")]
    [TestCase("routes:\n- {host: a.example, git: {push: true}}", "r.yml:2:27: unknown key 'push' in git; valid are fetch")]
    [TestCase("routes:\n- {host: a.example, git: true}", "git: expected a mapping")]
    [TestCase("routes:\n- {host: a.example, matches: []}", "r.yml:2:30: matches: the list is empty")]
    [TestCase("routes:\n- {host: a.example, matches: [{}]}", "matches: needs 'paths', 'methods' or 'headers'")]
    [TestCase("routes:\n- {host: a.example, matches: [{paths: []}]}", "paths: the list is empty")]
    [TestCase("routes:\n- {host: a.example, matches: [{methods: []}]}", "methods: the list is empty")]
    [TestCase("routes:\n- {host: a.example, matches: [{path: /a}]}", "unknown key 'path' in matches; did you mean 'paths'?")]
    [TestCase("routes:\n- {host: a.example, matches: [{paths: [{value: /a}]}]}", "paths: needs 'type'")]
    [TestCase("routes:\n- {host: a.example, matches: [{paths: [{type: glob, value: /a}]}]}", "paths.type: expected one of prefix, exact, regex")]
    [TestCase("routes:\n- {host: a.example, matches: [{paths: [{type: exact, value: a}]}]}", "paths.value: a path begins with /: write /a")]
    [TestCase("routes:\n- {host: a.example, matches: [{paths: [{type: prefix, value: /a/../b}]}]}", "paths.value: expected a path")]
    [TestCase("routes:\n- {host: a.example, matches: [{paths: [{type: exact, value: '/a?b=c'}]}]}", "paths.value: expected a path without a query")]
    [TestCase("routes:\n- {host: a.example, matches: [{paths: [{type: regex, value: '('}]}]}", "r.yml:2:")]
    [TestCase("routes:\n- {host: a.example, matches: [{paths: [{type: regex, value: 'a)|(b'}]}]}", "paths.value: ")]
    [TestCase("routes:\n- {host: a.example, matches: [{paths: [{type: regex, value: '(a)\\1'}]}]}", "paths.value: look-around, back-references")]
    [TestCase("routes:\n- {host: a.example, matches: [{methods: [get]}]}", "methods: expected a method in capitals")]
    [TestCase("routes:\n- {host: a.example, matches: [{methods: [CONNECT]}]}", "methods: expected another method")]
    [TestCase("routes:\n- {host: a.example, matches: [{headers: [{value: x}]}]}", "headers: needs 'name'")]
    [TestCase("routes:\n- {host: a.example, matches: [{headers: [{name: 'X Team', value: x}]}]}", "headers.name: expected the name of a header field")]
    [TestCase("routes:\n- {host: a.example, dlp: {outbound_detectors: [all]}}", "dlp.outbound_detectors: expected one of token_patterns, known_secrets")]
    [TestCase("routes:\n- host: a.example\n  rejected: refuse", "r.yml:3:3: unknown key 'rejected' in a route; it belongs to its dlp: {...}")]
    [TestCase("routes:\n- {host: a.example, dlp: {allow: [x]}}", "r.yml:2:27: unknown key 'allow' in dlp of a route; it belongs to dlp of settings.yml")]
    [TestCase(
        "routes:\n- host: a.example\n  dlp:\n    rejected: hold", "r.yml:4:15: dlp.rejected: expected one of redact, refuse")]
    [TestCase("routes:\n- host: a.example\n  host: b.example", "r.yml:3:3: the key 'host' is given twice")]
    [TestCase("log: verbose\nroutes: []", "r.yml:1:6: log: expected one of off, blocks, all")]
    public void A_mistake_is_refused_with_its_place(string text, string complaint) =>
        Assert.That(() => RoutesReader.Read(text, "r.yml"), Throws.TypeOf<ConfigurationException>().With.Message.Contains(complaint));

    [Test]
    public void Written_values_are_brought_into_the_form_of_requests()
    {
        RouteSet set = RoutesReader.Read("routes:\n- {host: a.example, matches: [{paths: [{type: exact, value: '/%61/%c3%a9{x'}]}]}", "r.yml");
        Assert.That(set.Routes[0].Matches![0].Paths![0].Value, Is.EqualTo("/a/%C3%A9%7Bx"));
    }

    [Test]
    public void Routes_survive_the_way_to_the_proxy()
    {
        RouteSet set = RoutesReader.Read(Everything, "routes.yml") with { Version = 7 };
        ProxyConfiguration configuration = new(
            [new ProxyRun("r", "n", [], new CertificateAuthorityPem("", ""), [], [new RouteSecret("T", "s")], false, set, null, null, null)],
            new UpstreamConfiguration(null, new Dictionary<string, string>()), []);
        string json = System.Text.Json.JsonSerializer.Serialize(configuration, ControlJson.Default.ProxyConfiguration);
        RouteSet back = System.Text.Json.JsonSerializer.Deserialize(json, ControlJson.Default.ProxyConfiguration)!.Runs[0].Routes!;
        Assert.That(System.Text.Json.JsonSerializer.Serialize(
            configuration with { Runs = [configuration.Runs[0] with { Routes = back }] }, ControlJson.Default.ProxyConfiguration), Is.EqualTo(json));
        Assert.That((back.Version, back.Log, back.Routes.Count, back.Routes[0].Auth), Is.EqualTo((7L, EgressLog.All, 2, set.Routes[0].Auth)));
    }
}
