using BotBottle.Core.Hosts;
using BotBottle.Core.Policy;
using BotBottle.Core.Routes;
using BotBottle.Core.Text;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Run;

/// <summary>Hosts that are closed because of their address: for each, explain and the real proxy agree, and the advised setting opens it.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ExplainAddressTests
{
    [TestCase("http://169.254.169.254/latest/meta-data")]
    [TestCase("http://[fd00:ec2::254]/")]
    [TestCase("http://10.0.0.1/")]
    [TestCase("http://192.168.1.1:8080/")]
    [TestCase("http://100.64.0.1/")]
    [TestCase("http://127.0.0.1/")]
    [TestCase("http://0.0.0.0/")]
    [TestCase("http://[::1]/")]
    [TestCase("http://[::ffff:10.0.0.1]/")]
    [TestCase("http://[64:ff9b::a00:1]/")]
    [TestCase("http://[2002:a00:1::1]/")]
    [TestCase("http://localhost/")]
    [TestCase("http://db.localhost/")]
    [TestCase("https://localhost/")]
    [TestCase("https://10.0.0.1/a")]
    public async Task A_route_alone_opens_only_public_addresses(string url)
    {
        Authority authority = AuthorityOf(url);
        string routes = $"routes: [{{host: \"{authority}\"}}]";
        TestProxyOptions options = new() { Routes = routes };
        (Explanation? told, string? problem) = Explained.Of(options, RoutesReader.Read(routes, "routes.yml"), new ExplainRequest(url, "GET", [], false));
        Assert.That(told, Is.Not.Null, problem);
        (string? reason, int status, string body) = await AskAsync(options, url, authority);
        Assert.That((reason, status), Is.EqualTo((WireNames.Of(told!.Code!.Value), told.Status!.Value)));
        Assert.That(body, Does.Contain(told.Message!));

        bool isMetadata = told.Message!.Contains("Metadata", StringComparison.Ordinal);
        Assert.That(told.Allow, isMetadata ? Is.Empty : Has.Count.EqualTo(1).And.All.Contain($"upstream: {{resolve: {{\"{authority.Host}\": \""));
    }

    [TestCase("http://169.254.169.254/", 0)]
    [TestCase("http://10.0.0.1/", 2)]
    [TestCase("http://localhost:8080/", 2)]
    [TestCase("https://open.example/", 1)]
    public async Task No_route_is_advised_if_none_would_help(string url, int ways)
    {
        const string Routes = "routes: [{host: other.test}]";
        TestProxyOptions options = new() { Routes = Routes };
        (Explanation? told, _) = Explained.Of(options, RoutesReader.Read(Routes, "routes.yml"), new ExplainRequest(url, "GET", [], false));
        Assert.That(told!.Allow, Has.Count.EqualTo(ways), string.Join('\n', told.Allow));
        Assert.That(told.Allow.Skip(1), Is.All.StartsWith("and write in settings.yml: upstream: {resolve: "));
        (string? reason, int status, _) = await AskAsync(options, url, AuthorityOf(url));
        Assert.That((reason, status), Is.EqualTo((WireNames.Of(told.Code!.Value), told.Status!.Value)));
    }

    [TestCase("http://10.0.0.1/")]
    [TestCase("http://localhost/")]
    [TestCase("http://[::1]/")]
    public async Task The_advised_setting_opens_the_host(string url)
    {
        await using ScriptedUpstream upstream = new(null, Script.Answering((_, _) => Script.Json("{}")));
        Authority authority = AuthorityOf(url);
        TestProxyOptions options = new()
        {
            Routes = $"routes: [{{host: \"{authority}\"}}]", Resolve = new Dictionary<string, string> { [authority.Host.ToString()] = upstream.Endpoint },
        };
        (Explanation? told, _) = Explained.Of(options, RoutesReader.Read(options.Routes, "routes.yml"), new ExplainRequest(url, "GET", [], false));
        Assert.That(told!.Verdict, Is.EqualTo(ExplainVerdict.Allowed));
        Assert.That((await AskAsync(options, url, authority)).Status, Is.EqualTo(200));
    }

    [Test]
    public void This_machines_own_address_is_explained_as_the_proxy_refuses_it()
    {
        const string Routes = "routes: [{host: 93.184.216.34}]";
        TestProxyOptions options = new() { Addresses = () => new HostAddresses([(System.Net.IPAddress.Parse("93.184.216.34"), 24)]) };
        (Explanation? told, _) = Explained.Of(options, RoutesReader.Read(Routes, "routes.yml"), new ExplainRequest("http://93.184.216.34/", "GET", [], false));
        Assert.That((told!.Verdict, told.Code), Is.EqualTo(
            (ExplainVerdict.Refused, (BotBottle.Core.Refusals.RefusalCode?)BotBottle.Core.Refusals.RefusalCode.HostNotAllowed)));
        Assert.That(told.Message, Does.EndWith("93.184.216.34 is an address of this machine; an operator can open it under upstream.resolve"));
        Assert.That(told.Allow.Single(), Does.Contain("upstream: {resolve: {\"93.184.216.34\": \"93.184.216.34:80\"}}"));
    }

    [Test]
    public void The_explanation_of_a_name_says_that_its_address_is_checked_later()
    {
        const string Routes = "routes: [{host: open.example}, {host: db.internal}]";
        foreach (string host in new[] { "open.example", "db.internal" })
        {
            (Explanation? told, _) =
                Explained.Of(new TestProxyOptions(), RoutesReader.Read(Routes, "routes.yml"), new ExplainRequest($"https://{host}/", "GET", [], false));
            Assert.That(told!.Notes, Has.Some.StartsWith($"the address of {host} is checked when it connects"));
        }
    }

    private static async Task<(string? Reason, int Status, string Body)> AskAsync(TestProxyOptions options, string url, Authority authority)
    {
        await using TestProxy proxy = await TestProxy.StartAsync(options with { Resolve = options.Resolve });
        bool isTls = url.StartsWith("https", StringComparison.Ordinal);
        await using RawClient client = await proxy.ConnectAsync();
        RawClient inside = isTls ? await client.TunnelAsync(authority.ToString()) : client;
        string path = new Uri(url).PathAndQuery;
        await inside.SendAsync($"GET {(isTls ? path : url)} HTTP/1.1\r\nHost: {authority}\r\n\r\n");
        (string head, string body) = await inside.ReadMessageAsync();
        return (WirePeer.Field(head, "x-bot-bottle-reason"), int.Parse(head.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), body);
    }

    private static Authority AuthorityOf(string url)
    {
        string host = url.Split('/')[2];
        return Authority.TryParse(
            System.Text.Encoding.ASCII.GetBytes(host), url.StartsWith("https", StringComparison.Ordinal) ? 443 : 80, out Authority authority)
            ? authority
            : throw new ArgumentException(url);
    }
}
