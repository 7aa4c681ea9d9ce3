using System.Runtime.CompilerServices;
using BotBottle.Proxy.Tests.Outbound;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>The table of request targets in docs/contracts.md, over real sockets: what the upstream gets for what was sent.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class RequestTargetTests
{
    private const string Refused = "refused";

    private static readonly string Page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "../../docs/contracts.md"));

    private static IEnumerable<TestCaseData> Rows() =>
        from line in Page.Split("### Request targets")[1].Split("\n## ")[0].Split('\n')
        where line.StartsWith("| `", StringComparison.Ordinal)
        let cells = line.Split('|', StringSplitOptions.TrimEntries)
        select new TestCaseData(cells[1].Trim('`'), cells[2].Trim('`')) { TestName = $"{cells[1].Trim('`')} is {cells[2].Trim('`')}" };

    [TestCaseSource(nameof(Rows))]
    public async Task Each_row_of_the_table_is_true(string sent, string forwarded)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(FirstLine));
        (string head, string? line) = await SendAsync(outside, sent);
        Assert.That(head, Does.StartWith(forwarded == Refused ? "HTTP/1.1 400 " : "HTTP/1.1 200 "));
        Assert.That(line, Is.EqualTo(forwarded == Refused ? null : $"GET {forwarded} HTTP/1.1"));
    }

    [Test]
    public void The_table_has_rows() => Assert.That(Rows().Count(), Is.GreaterThan(20));

    [TestCase($"/{Secrets.Token}/../a", "/a", TestName = "A removed secret is not sent")]
    [TestCase($"/a/../{Secrets.Token}", null, TestName = "A secret behind removed segments is found")]
    [TestCase("/ghp%5F0123456789abcdefgh%69j%41BCDEFGHIJ3mpbCX/.", null, TestName = "A secret with encoded letters is found")]
    [TestCase("/a?x=/../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", null, TestName = "A secret in a query is found")]
    public async Task The_forwarded_target_is_the_scanned_one(string sent, string? forwarded)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(FirstLine), Secrets.On("block"));
        (string head, string? line) = await SendAsync(outside, sent);
        Assert.That(head, Does.StartWith(forwarded is null ? "HTTP/1.1 403 " : "HTTP/1.1 200 "));
        Assert.That(line, Is.EqualTo(forwarded is null ? null : $"GET {forwarded} HTTP/1.1"));
    }

    [TestCase("/public/../secret/x", "403")]
    [TestCase("/secret/../public/x", "200")]
    [TestCase("/public/%2e%2e/secret", "403")]
    [TestCase("/user/a%2fkeys", "403")]
    [TestCase("/user/a%5ckeys", "403")]
    [TestCase("/user/a", "200")]
    public async Task Rules_see_what_the_upstream_may_read(string sent, string status)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(FirstLine), new TestProxyOptions
        {
            Routes = $$"""
                routes: [{host: {{Outside.Plain}}, matches: [{paths: [{type: prefix, value: /public}, {type: regex, value: "/user/[^/]+"}]}]}]
                """,
        });
        Assert.That((await SendAsync(outside, sent)).Head, Does.StartWith($"HTTP/1.1 {status} "));
    }

    private static async Task<(string Head, string? Line)> SendAsync(Outside outside, string target)
    {
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync($"GET {target} HTTP/1.1\r\nHost: {Outside.Plain}\r\n\r\n");
        (string head, string body) = await client.ReadMessageAsync();
        return (head, head.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) ? body : null);
    }

    private static string FirstLine(string head, string body) => Script.Json(head.Split("\r\n")[0]);

    private static string Here([CallerFilePath] string path = "") => path;
}
