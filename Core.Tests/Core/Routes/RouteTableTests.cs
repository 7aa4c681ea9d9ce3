using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Tests.Core.Routes;

[Parallelizable(ParallelScope.All)]
public sealed class RouteTableTests
{
    private const string Table = """
        routes:
        - host: exact.example
        - host: "*.wild.example"
        - host: port.example:8443
        - host: paths.example
          matches:
          - paths: [{type: prefix, value: /v1}]
          - paths: [{type: prefix, value: /below/}]
          - paths: [{type: exact, value: /one}]
          - paths: [{type: regex, value: "/r/[0-9]+|/s"}]
          - paths: [{type: regex, value: "/@scope%2F[a-z]+"}]
        - host: methods.example
          matches: [{methods: [GET, POST]}]
        - host: headers.example
          matches: [{headers: [{name: X-Team, value: core}, {name: X-Id, value: "[a-f]+", type: regex}]}]
        - {host: order.example, matches: [{methods: [GET]}]}
        - {host: order.example, matches: [{paths: [{type: prefix, value: /open}]}]}
        - {host: "*.a.deep.example", matches: [{methods: [PUT]}]}
        - {host: "*.deep.example", matches: [{methods: [GET]}]}
        - {host: x.a.deep.example, matches: [{methods: [POST]}]}
        """;

    private static readonly RouteTable Routes = new(RoutesReader.Read(Table, "r.yml").Routes);

    [TestCase("exact.example:443", "GET /", "Allowed", 2)]
    [TestCase("exact.example:80", "GET /", "Allowed", 2)]
    [TestCase("exact.example:22", "GET /", "HostNotAllowed", 0)]
    [TestCase("sub.exact.example:443", "GET /", "HostNotAllowed", 0)]
    [TestCase("notexact.example:443", "GET /", "HostNotAllowed", 0)]
    [TestCase("a.wild.example:443", "GET /", "Allowed", 3)]
    [TestCase("a.b.c.wild.example:443", "GET /", "Allowed", 3)]
    [TestCase("wild.example:443", "GET /", "HostNotAllowed", 0)]
    [TestCase("notwild.example:443", "GET /", "HostNotAllowed", 0)]
    [TestCase("evil-wild.example:443", "GET /", "HostNotAllowed", 0)]
    [TestCase("a.wild.example.evil.example:443", "GET /", "HostNotAllowed", 0)]
    [TestCase("port.example:8443", "GET /", "Allowed", 4)]
    [TestCase("port.example:443", "GET /", "HostNotAllowed", 0)]
    [TestCase("paths.example:443", "GET /v1", "Allowed", 5)]
    [TestCase("paths.example:443", "GET /v1/", "Allowed", 5)]
    [TestCase("paths.example:443", "GET /v1/x/y?z", "Allowed", 5)]
    [TestCase("paths.example:443", "GET /%76%31/x", "Allowed", 5)]
    [TestCase("paths.example:443", "GET /v1beta", "RouteNotMatched", 0)]
    [TestCase("paths.example:443", "GET /v1%2Fx", "RouteNotMatched", 0)]
    [TestCase("paths.example:443", "GET /V1/x", "RouteNotMatched", 0)]
    [TestCase("paths.example:443", "GET //v1/x", "RouteNotMatched", 0)]
    [TestCase("paths.example:443", "GET /x?/v1/", "RouteNotMatched", 0)]
    [TestCase("paths.example:443", "GET /below", "RouteNotMatched", 0)]
    [TestCase("paths.example:443", "GET /below/", "Allowed", 5)]
    [TestCase("paths.example:443", "GET /below/x", "Allowed", 5)]
    [TestCase("paths.example:443", "GET /one", "Allowed", 5)]
    [TestCase("paths.example:443", "GET /one?two", "Allowed", 5)]
    [TestCase("paths.example:443", "GET /one/", "RouteNotMatched", 0)]
    [TestCase("paths.example:443", "GET /r/12", "Allowed", 5)]
    [TestCase("paths.example:443", "GET /s", "Allowed", 5)]
    [TestCase("paths.example:443", "GET /r/12x", "RouteNotMatched", 0)]
    [TestCase("paths.example:443", "GET /x/r/12", "RouteNotMatched", 0)]
    [TestCase("paths.example:443", "GET /sx", "RouteNotMatched", 0)]
    [TestCase("paths.example:443", "GET /@scope%2fname", "Allowed", 5)]
    [TestCase("paths.example:443", "GET /@scope/name", "RouteNotMatched", 0)]
    [TestCase("paths.example:443", "OPTIONS *", "RouteNotMatched", 0)]
    [TestCase("methods.example:443", "GET /", "Allowed", 12)]
    [TestCase("methods.example:443", "POST /", "Allowed", 12)]
    [TestCase("methods.example:443", "get /", "RouteNotMatched", 0)]
    [TestCase("methods.example:443", "HEAD /", "RouteNotMatched", 0)]
    [TestCase("headers.example:443", "GET /|X-Team: core|X-Id: abc", "Allowed", 14)]
    [TestCase("headers.example:443", "GET /|x-team:  core |x-ID: f", "Allowed", 14)]
    [TestCase("headers.example:443", "GET /|X-Team: core", "RouteNotMatched", 0)]
    [TestCase("headers.example:443", "GET /|X-Team: Core|X-Id: abc", "RouteNotMatched", 0)]
    [TestCase("headers.example:443", "GET /|X-Team: core|X-Id: abcg", "RouteNotMatched", 0)]
    [TestCase("headers.example:443", "GET /|X-Team: core|X-Team: other|X-Id: abc", "RouteNotMatched", 0)]
    [TestCase("headers.example:443", "GET /|X-Team: core, core|X-Id: abc", "RouteNotMatched", 0)]
    [TestCase("headers.example:443", "GET /|X-Team: core|X-Id: abc|Connection: x-team", "RouteNotMatched", 0)]
    [TestCase("order.example:443", "GET /open", "Allowed", 16)]
    [TestCase("order.example:443", "POST /open", "Allowed", 17)]
    [TestCase("order.example:443", "POST /closed", "RouteNotMatched", 0)]
    [TestCase("x.a.deep.example:443", "PUT /", "Allowed", 18)]
    [TestCase("x.a.deep.example:443", "GET /", "Allowed", 19)]
    [TestCase("x.a.deep.example:443", "POST /", "Allowed", 20)]
    [TestCase("y.a.deep.example:443", "POST /", "RouteNotMatched", 0)]
    [TestCase("y.a.deep.example:443", "GET /", "Allowed", 19)]
    [TestCase("a.deep.example:443", "PUT /", "RouteNotMatched", 0)]
    public void The_first_route_with_matching_host_port_and_conditions_decides(string authority, string request, string outcome, int line)
    {
        RouteVerdict verdict = Routes.Judge(Request(authority, request));
        Assert.That((verdict.Outcome.ToString(), verdict.Route?.Origin.Line ?? 0), Is.EqualTo((outcome, line)));
        Assert.That(Routes.Knows(Request(authority, request).Authority), Is.EqualTo(verdict.Outcome != RouteOutcome.HostNotAllowed));
    }

    [Test]
    public void A_verdict_names_its_rule()
    {
        Assert.That(Routes.Judge(Request("exact.example:443", "GET /")).Rule, Is.EqualTo("r.yml:2 (exact.example)"));
        Assert.That(
            Routes.Judge(Request("order.example:443", "POST /closed")).Rule, Is.EqualTo("none of r.yml:16 (order.example), r.yml:17 (order.example)"));
        Assert.That(Routes.Judge(Request("other.example:443", "GET /")).Rule, Is.Null);
    }

    [Test]
    public void Nothing_is_open_without_routes()
    {
        RouteTable none = new([]);
        Assert.That(none.Judge(Request("exact.example:443", "GET /")).Outcome, Is.EqualTo(RouteOutcome.HostNotAllowed));
        Assert.That(default(RouteVerdict).Outcome, Is.Not.EqualTo(RouteOutcome.Allowed));
    }

    [Test]
    public void A_request_costs_the_same_with_a_thousand_routes()
    {
        Route[] routes = [.. Enumerable.Range(0, 1000).Select(i => new Route(
            new RouteOrigin("big", i), i % 2 == 0 ? $"h{i}.example" : $"*.w{i}.example",
            Matches: [new RouteMatch([new PathRule(PathRuleType.Regex, "/(a+)+b")], null, null)]))];
        RouteTable table = new(routes);
        RouteRequest exact = Request("h998.example:443", "GET /aaaab");
        RouteRequest below = Request("x.y.w999.example:443", "GET /" + new string('a', 4000));
        Assert.That(table.Judge(exact).Route?.Origin.Line, Is.EqualTo(998));
        Assert.That(table.Judge(below).Outcome, Is.EqualTo(RouteOutcome.RouteNotMatched));
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 2000; i++)
        {
            table.Judge(exact);
        }

        // A search through all routes would take a hundred times as long; the limit is generous, because machines are slow at times.
        Assert.That(Stopwatch.GetElapsedTime(start).TotalMilliseconds, Is.LessThan(2000));
        start = Stopwatch.GetTimestamp();
        table.Judge(below);
        Assert.That(Stopwatch.GetElapsedTime(start).TotalMilliseconds, Is.LessThan(1000), "a backtracking pattern would not end");
    }

    [Test]
    public void The_table_agrees_with_a_search_through_all_routes()
    {
        Random random = new(4711);
        string[] labels = ["a", "b", "c"];
        string Name(int most) => string.Join('.', Enumerable.Range(0, random.Next(1, most)).Select(_ => labels[random.Next(3)])) + ".example";
        for (int round = 0; round < 200; round++)
        {
            Route[] routes = [.. Enumerable.Range(0, 12).Select(i => new Route(
                new RouteOrigin("r", i + 1), (random.Next(2) == 0 ? "*." : "") + Name(4) + (random.Next(4) == 0 ? ":8443" : ""),
                Matches: random.Next(2) == 0 ? null : [new RouteMatch(null, [random.Next(2) == 0 ? "GET" : "POST"], null)]))];
            RouteTable table = new(routes);
            for (int i = 0; i < 30; i++)
            {
                RouteRequest request = Request(Name(5) + (random.Next(4) == 0 ? ":8443" : ":443"), "GET /");
                Route? first = Array.Find(routes, route => RouteHost.TryParse(route.Host, out RouteHost host) && host.Matches(request.Authority)
                    && (route.Matches is null || route.Matches[0].Methods![0] == "GET"));
                Assert.That(table.Judge(request).Route, Is.EqualTo(first), string.Create(CultureInfo.InvariantCulture, $"{request.Authority} round {round}"));
            }
        }
    }

    /// <summary>A request as on the wire: <c>METHOD TARGET|Field: value|…</c>.</summary>
    internal static RouteRequest Request(string authority, string text)
    {
        Assert.That(Authority.TryParse(Encoding.ASCII.GetBytes(authority), null, out Authority parsed), Is.True);
        string[] lines = text.Split('|');
        string[] first = lines[0].Split(' ');
        string wire = $"{first[0]} {first[1]} HTTP/1.1\r\nHost: {authority}\r\n{string.Concat(lines.Skip(1).Select(line => line + "\r\n"))}\r\n";
        RequestHead head = new();
        Assert.That(new RequestHeadParser(HeadLimits.Request).Parse(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(wire)), head, out _, out _),
            Is.EqualTo(ParseStatus.Done));
        Assert.That(CanonicalPath.Of(head, out CanonicalPath? path), Is.EqualTo(RejectionReason.None));
        return new RouteRequest(parsed, first[0], path!, head.Fields);
    }
}
