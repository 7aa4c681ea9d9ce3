using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using BotBottle.Bench.Http1;
using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Bench.Policy;

/// <summary>
/// Decides on one request with an agent's header fields by a run's 1,000 routes, alternately of exact hosts and wildcards, each with a path and methods: only
/// the table, and the whole decision. A refused request gets its complete refusal.
/// </summary>
[MemoryDiagnoser]
public class ThousandRoutesBenchmarks
{
    private const int Count = 1000;

    private readonly EgressDecision _decision = new(new RunRefusals("bench", TimeProvider.System));
    private RunPolicy? _policy;
    private EgressRequest _request;

    /// <summary>The route that decides.</summary>
    [Params("first host", "last host", "first wildcard", "last wildcard", "none")]
    public string Route { get; set; } = "";

    /// <summary>Compiles the routes, and checks that the intended one decides.</summary>
    [GlobalSetup]
    public void Setup()
    {
        RouteMatch match = new([new PathRule(PathRuleType.Prefix, "/repos/")], ["GET", "POST"], null);
        Route[] routes = [.. Enumerable.Range(0, Count).Select(i =>
            new Route(new RouteOrigin("routes.yml", i), i % 2 == 0 ? $"host-{i}.example.com" : $"*.below-{i}.example.com", Matches: [match]))];
        _policy = new RunPolicy(
            new RouteSet(0, EgressLog.Blocks, routes), new RunCredentials(new Dictionary<string, string>(), [], AgentsOwn: false), ProviderTable.BuiltIn);
        (string host, int? line) = Route switch
        {
            "first host" => ("host-0.example.com", 0),
            "last host" => ($"host-{Count - 2}.example.com", Count - 2),
            "first wildcard" => ("a.b.below-1.example.com", 1),
            "last wildcard" => ($"a.b.below-{Count - 1}.example.com", Count - 1),
            _ => ("a.b.elsewhere.example.com", (int?)null),
        };
        _ = Authority.TryParse(Encoding.ASCII.GetBytes($"{host}:443"), null, out Authority authority);
        CanonicalPath.Parse("/repos/some/where?page=2"u8, out CanonicalPath? path);
        RequestHead head = new();
        new RequestHeadParser(HeadLimits.Request).Parse(new ReadOnlySequence<byte>(Wires.AgentRequest()), head, out _, out _);
        _request = new EgressRequest(authority, true, "GET", path!, head.Fields, false);
        if (Judge().Route?.Origin.Line != line || Decide().Kind != (line is null ? VerdictKind.Refuse : VerdictKind.Forward))
        {
            throw new InvalidOperationException($"{host} is decided by {Judge().Rule ?? "no route"}");
        }
    }

    [Benchmark]
    public RouteVerdict Judge() => _policy!.Routes.Judge(new RouteRequest(_request.Authority, _request.Method, _request.Path, _request.Fields));

    [Benchmark]
    public Verdict Decide() => _decision.Decide(_request, _policy!, RunOrders.Open);
}
