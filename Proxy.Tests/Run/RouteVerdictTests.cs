using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Routes;
using BotBottle.Core.Text;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Run;

/// <summary>One table of verdicts, through the whole proxy by all four ways in and through <c>explain</c>, which must agree.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class RouteVerdictTests
{
    private const string Routes = """
        log: off
        routes:
        - host: exact.example
        - host: "*.wild.example"
        - host: other-port.example:8443
        - host: paths.example
          matches:
          - paths: [{type: prefix, value: /v1}, {type: prefix, value: /below/}, {type: exact, value: /one}]
          - paths: [{type: regex, value: "/r/[0-9]+"}, {type: regex, value: "/@scope%2F[a-z]+"}]
        - host: methods.example
          matches: [{methods: [GET, POST]}, {paths: [{type: exact, value: /put}], methods: [PUT]}]
        - host: headers.example
          matches: [{headers: [{name: X-Team, value: core}, {name: X-Id, value: "[a-f]+", type: regex}]}]
        - {host: order.example, matches: [{methods: [GET]}], git: {fetch: true}}
        - {host: order.example, matches: [{paths: [{type: prefix, value: /open}]}]}
        - {host: fetch.example, git: {fetch: true}}
        - {host: nofetch.example}
        - {host: dav.example, matches: [{methods: [GET, PUT, PROPFIND, MKCOL]}]}
        - {host: unset.example, auth_scheme: Bearer, token_env: UNSET}
        """;

    /// <summary>The verdict, the host as spelled ({port} is that of the way in), method and request target, header fields.</summary>
    private const string Table = """
        allowed|exact.example|GET /
        allowed|EXACT.Example|GET /
        allowed|exact.example.|GET /
        allowed|exact.example:{port}|GET /
        allowed|exact.example|GET /a/b?c=d
        allowed|exact.example|DELETE /a
        allowed|exact.example|OPTIONS /
        allowed|exact.example|HEAD /
        allowed|exact.example|BREW /pot
        allowed|exact.example|GET //double//slash
        allowed|exact.example|GET /%C3%A9
        allowed|exact.example|GET /a%2Fb
        allowed|exact.example|GET /a%252fb
        allowed|exact.example|GET /a;b=c/d
        allowed|exact.example|GET /...
        allowed|exact.example|GET /a?x=../../b
        allowed|exact.example|GET /../a
        allowed|exact.example|GET /a/..
        allowed|exact.example|GET /a/./b
        allowed|exact.example|GET /%2e%2e/a
        allowed|exact.example|GET /.%2e/a
        allowed|exact.example|GET /a/%2E
        bad_request|exact.example|GET /a%2f..%2fb
        bad_request|exact.example|GET /..;x/a
        allowed|exact.example|GET /a%5cb
        bad_request|exact.example|GET /a%00b
        bad_request|exact.example|GET /%c0%ae
        allowed|exact.example|GET /%ff
        bad_request|exact.example|GET /%zz
        bad_request|exact.example|GET /a\b
        allowed|a.wild.example|GET /
        allowed|a.b.wild.example|GET /
        allowed|A.WILD.example|GET /
        route_not_matched|paths.example|GET /
        allowed|paths.example|GET /v1
        allowed|paths.example|GET /v1/
        allowed|paths.example|GET /v1/x
        allowed|paths.example|GET /v1?x
        allowed|paths.example|GET /%76%31/x
        allowed|paths.example|GET /v1//x
        route_not_matched|paths.example|GET /v1beta
        route_not_matched|paths.example|GET /v1%2Fx
        route_not_matched|paths.example|GET /v1;x
        route_not_matched|paths.example|GET /V1
        route_not_matched|paths.example|GET //v1
        route_not_matched|paths.example|GET /x/v1
        route_not_matched|paths.example|GET /?/v1
        route_not_matched|paths.example|GET /v1/../x
        route_not_matched|paths.example|GET /v1/%2e%2e/x
        bad_request|paths.example|GET /v1%2f..%2fx
        route_not_matched|paths.example|GET /below
        allowed|paths.example|GET /below/
        allowed|paths.example|GET /below/x
        allowed|paths.example|GET /one
        allowed|paths.example|POST /one?q
        route_not_matched|paths.example|GET /one/
        route_not_matched|paths.example|GET /one/x
        allowed|paths.example|GET /r/1
        allowed|paths.example|GET /r/0123456789
        route_not_matched|paths.example|GET /r/
        route_not_matched|paths.example|GET /r/1x
        route_not_matched|paths.example|GET /x/r/1
        allowed|paths.example|GET /@scope%2fname
        route_not_matched|paths.example|GET /%40scope%2Fname
        route_not_matched|paths.example|GET /@scope/name
        route_not_matched|paths.example|OPTIONS /x
        allowed|methods.example|GET /
        allowed|methods.example|POST /
        allowed|methods.example|PUT /put
        route_not_matched|methods.example|PUT /
        route_not_matched|methods.example|HEAD /
        route_not_matched|methods.example|get /
        route_not_matched|methods.example|Post /
        route_not_matched|methods.example|DELETE /put
        route_not_matched|methods.example|PATCH /|X-HTTP-Method-Override: GET
        allowed|headers.example|GET /|X-Team: core|X-Id: abc
        allowed|headers.example|GET /|x-team: core|x-id: f
        allowed|headers.example|GET /|X-Id: ab|X-Team:   core
        route_not_matched|headers.example|GET /
        route_not_matched|headers.example|GET /|X-Team: core
        route_not_matched|headers.example|GET /|X-Team: CORE|X-Id: abc
        route_not_matched|headers.example|GET /|X-Team: core|X-Id: abcx
        route_not_matched|headers.example|GET /|X-Team: core|X-Id: abc|X-Team: evil
        route_not_matched|headers.example|GET /|X-Team: core, evil|X-Id: abc
        route_not_matched|headers.example|GET /|X-Team: core|X-Id: abc|Connection: X-Id
        allowed|order.example|GET /open/repo/info/refs?service=git-upload-pack
        git_fetch_denied|order.example|POST /open/repo/git-upload-pack
        route_not_matched|order.example|POST /closed
        allowed|fetch.example|GET /
        allowed|fetch.example|GET /r.git/info/refs?service=git-upload-pack
        allowed|fetch.example|POST /r.git/git-upload-pack|Content-Type: application/x-git-upload-pack-request
        allowed|fetch.example|GET /r.git/info/refs
        allowed|fetch.example|GET /r.git/HEAD
        allowed|fetch.example|GET /r/objects/info/packs
        git_push_denied|fetch.example|GET /r.git/info/refs?service=git-receive-pack
        git_push_denied|fetch.example|GET /r.git/info/refs?service=git-receive%2Dpack
        git_push_denied|fetch.example|GET /r.git/info/refs?Service=GIT-Receive-Pack
        git_push_denied|fetch.example|GET /r.git/info/refs?%73%65rvice=git-receive-pack
        git_push_denied|fetch.example|GET /r.git/info/refs?service=git-upload-pack&service=git-receive-pack
        git_push_denied|fetch.example|GET /r.git/info/refs?service=git%252dreceive-pack
        git_push_denied|fetch.example|GET /r.git/info/refs?a;service=git-receive-pack
        git_push_denied|fetch.example|POST /r.git/git-receive-pack
        git_push_denied|fetch.example|POST /r.git/git%2Dreceive-pack
        git_push_denied|fetch.example|POST /r.git%2Fgit-receive-pack
        git_push_denied|fetch.example|POST /r.git/GIT-RECEIVE-PACK/
        git_push_denied|fetch.example|POST /r.git/git-receive-pack;x
        git_push_denied|fetch.example|POST /r|Content-Type: application/x-git-receive-pack-request
        git_push_denied|fetch.example|GET /r|Accept: application/x-git-receive-pack-result
        git_push_denied|fetch.example|GET /r|Git-Protocol: version=2:service=git-receive-pack
        git_push_denied|fetch.example|PUT /r.git/objects/ab/cdef
        git_push_denied|fetch.example|PUT /r/objects/ab/01234567890123456789012345678901234567
        git_push_denied|fetch.example|POST /r/info/refs
        git_push_denied|fetch.example|PROPFIND /r.git/
        git_push_denied|fetch.example|MKCOL /r/x
        git_push_denied|fetch.example|LOCK /r.git/info/refs
        git_push_denied|fetch.example|MOVE /r/x
        git_push_denied|fetch.example|POST /r.git/info/lfs/verify
        git_push_denied|fetch.example|POST /r.git/info/lfs/locks
        git_push_denied|fetch.example|PUT /lfs/oid|User-Agent: git-lfs/3.4.0
        git_fetch_denied|nofetch.example|GET /r/info/refs?service=git-upload-pack
        git_fetch_denied|nofetch.example|GET /r/info/refs
        git_fetch_denied|nofetch.example|POST /r/git-upload-pack
        git_fetch_denied|nofetch.example|GET /r|Git-Protocol: version=2
        git_fetch_denied|nofetch.example|GET /r|User-Agent: git/2.39.5
        git_fetch_denied|nofetch.example|GET /r.git/HEAD
        git_fetch_denied|nofetch.example|POST /r.git/info/lfs/objects/batch
        git_push_denied|nofetch.example|GET /r/info/refs?service=git-receive-pack
        git_push_denied|methods.example|DELETE /r.git/refs/heads/main
        allowed|nofetch.example|GET /r.git
        allowed|dav.example|PROPFIND /folder/
        allowed|dav.example|PUT /folder/file
        route_not_matched|dav.example|LOCK /folder/file
        git_push_denied|dav.example|MKCOL /r.git/objects/ab
        allowed|exact.example|GET /socket|Connection: upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        route_not_matched|paths.example|GET /socket|Connection: upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        git_push_denied|fetch.example|GET /r.git/git-receive-pack|Connection: upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        credential_missing|unset.example|GET /
        host_not_allowed|wild.example|GET /
        host_not_allowed|evil-wild.example|GET /
        host_not_allowed|sub.exact.example|GET /
        host_not_allowed|exact.example.evil.example|GET /
        host_not_allowed|other-port.example|GET /
        host_not_allowed|127.0.0.1|GET /
        host_not_allowed|unknown.example|GET /r.git/info/refs?service=git-receive-pack
        """;

    private static readonly string[] Ways = ["absolute-form", "CONNECT", "transparent 443", "transparent 80"];

    private static string[] Rows => Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [Test]
    public void The_table_has_enough_rows() => Assert.That(Rows, Has.Length.GreaterThanOrEqualTo(120));

    [TestCaseSource(nameof(Rows))]
    public async Task Every_way_in_gives_the_same_verdict(string row)
    {
        string[] parts = row.Split('|');
        TestAuthority authority = new();
        RouteSet routes = RoutesReader.Read(Routes, "routes.yml");
        string[] names = [.. routes.ExactHosts(), "a.wild.example", "a.b.wild.example"];
        Func<WirePeer, Task> script = Script.Answering((head, _) =>
            head.StartsWith("HEAD", StringComparison.Ordinal) ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" : Script.Json("{}"));
        await using ScriptedUpstream secure = new(authority.Certify(names), script);
        await using ScriptedUpstream plain = new(null, script);
        await using TestProxy overTls = await StartAsync(secure, authority.Pem, names, ListenerKind.Tls);
        await using TestProxy inTheClear = await StartAsync(plain, authority.Pem, names, ListenerKind.Http);
        foreach (string way in Ways)
        {
            bool tls = way is "CONNECT" or "transparent 443";
            string host = parts[1].Replace("{port}", tls ? "443" : "80", StringComparison.Ordinal);
            string name = host.Split(':')[0].TrimEnd('.').ToLowerInvariant();
            if (way == "transparent 443" && name == "127.0.0.1")
            {
                // A server name is never an address (RFC 6066 section 3), so that this request does not exist.
                continue;
            }
            await using RawClient client = await (tls ? overTls : inTheClear).ConnectAsync(way is "transparent 443" or "transparent 80" ? 1 : 0);
            if (way == "CONNECT")
            {
                await client.TunnelAsync($"{host.Split(':')[0]}:443", name);
            }
            else if (way == "transparent 443")
            {
                await client.SecureAsync(name);
            }
            string[] line = parts[2].Split(' ', 2);
            string target = way == "absolute-form" ? $"http://{host}{line[1]}" : line[1];
            await client.SendAsync($"{line[0]} {target} HTTP/1.1\r\nHost: {host}\r\n{string.Concat(parts.Skip(3).Select(field => field + "\r\n"))}\r\n");
            (string head, string body) = line[0] == "HEAD" ? (await client.ReadHeadAsync(), "") : await client.ReadMessageAsync();
            Assert.That(VerdictOf(head, row), Is.EqualTo(parts[0]), $"{way}: {head}");
            ExplainRequest asked = new($"{(tls ? "https" : "http")}://{host}{line[1]}", line[0], parts[3..], WebSocket: false);
            CompareExplained(Explained.Of(new TestProxyOptions(), routes, asked), parts[0], head, body);
        }
    }

    private static void CompareExplained((Explanation? Told, string? Problem) explained, string verdict, string head, string body)
    {
        string code = explained.Told is not { } told ? "bad_request" : told.Code is { } refused ? WireNames.Of(refused) : WireNames.Of(told.Verdict);
        Assert.That(code, Is.EqualTo(verdict), explained.Problem);
        if (explained.Told is { Code: not null } no)
        {
            Assert.That(head, Does.StartWith($"HTTP/1.1 {no.Status} "));
            Assert.That(body, Is.Empty.Or.Contains(no.Message!), "the same message");
            Assert.That(body, Is.Empty.Or.Contains(no.Rule ?? ""), "the same rule");
        }
    }

    private static Task<TestProxy> StartAsync(ScriptedUpstream upstream, string authorities, string[] names, ListenerKind transparent) =>
        TestProxy.StartAsync(new TestProxyOptions
        {
            Listeners = [ListenerKind.Proxy, transparent],
            Routes = Routes,
            Log = EgressLog.Off,
            UpstreamAuthorities = authorities,
            Resolve = names.ToDictionary(name => name, _ => upstream.Endpoint),
        });

    // This table does not cover the execution of an allowed upgrade.
    private static string VerdictOf(string head, string row)
    {
        string? reason = WirePeer.Field(head, "x-bot-bottle-reason");
        return reason is null || (row.Contains("Upgrade:", StringComparison.Ordinal) && reason is "bad_request" or "upstream_unreachable") ? "allowed" : reason;
    }
}
