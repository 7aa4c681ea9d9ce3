using System.Collections.Concurrent;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>
/// The table of requests, over real sockets, whole and one byte per flush: the response, the requests at the upstream, and the state of the connection.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class RequestTableTests
{
    /// <summary>Longer rows are sent in this many pieces; only their length matters.</summary>
    private const int MostPieces = 1500;

    private readonly SeenRequests _seen = new();
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _expected = [];
    private WireWorld _world = null!;

    private static readonly IReadOnlyList<RequestCase> Messages = [.. RequestFramingCases.All, .. ChunkedRequestCases.All];

    private static readonly IReadOnlyList<RequestCase> Rows = [.. Messages, .. RequestHeadCases.All, .. TargetCases.All, .. LifecycleCases.All];

    private static IEnumerable<TestCaseData> EveryRow() =>
        from row in Rows.Select((row, number) => (row, number))
        from pieces in new[] { "once", "drip" }
        select new TestCaseData(row.row, row.number, pieces) { TestName = Name(row.row, pieces) };

    private static IEnumerable<TestCaseData> EveryOtherWay() =>
        from row in Messages.Select((row, number) => (row, number))
        from way in new[] { Way.Server443, Way.Tunnel80, Way.Tunnel443 }
        where row.row.Way == Way.Server80
        select new TestCaseData(row.row with { Way = way }, row.number) { TestName = Name(row.row, way.ToString()) };

    [OneTimeSetUp]
    public async Task OpenAsync() => _world = await WireWorld.WithAsync(_seen.RecordAsync);

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        await _world.DisposeAsync();
        // Checked again when nothing more can arrive: a late request was smuggled.
        foreach ((string row, IReadOnlyList<string> expected) in _expected)
        {
            Assert.That(_seen.Of(row), Is.EqualTo(expected), row);
        }
        Assert.That(_seen.Of("none"), Is.Empty);
    }

    [TestCaseSource(nameof(EveryRow))]
    public Task Every_row_gives_its_expected_result(RequestCase row, int number, string pieces) =>
        RunAsync(row, $"row{number}-{pieces}", drips: pieces == "drip");

    [TestCaseSource(nameof(EveryOtherWay))]
    public Task The_verdict_is_the_same_for_every_way_in(RequestCase row, int number) =>
        RunAsync(row, $"row{number}-{row.Way}", drips: false);

    private async Task RunAsync(RequestCase row, string id, bool drips)
    {
        string host = WireWorld.HostOf(row.Way);
        string Fill(string text) => text.Replace("{id}", id, StringComparison.Ordinal).Replace("{host}", host, StringComparison.Ordinal);
        string prefix = row.Way == Way.Proxy ? $"http://{host}" : "";
        List<string> expected = [.. row.Seen.Select(Fill)];

        await using RawClient client = await _world.OpenAsync(row.Way);
        await SendAsync(client, Fill(row.Input), drips);
        await ReadAnswerAsync(client, row, Fill);
        for (int i = 1; i < row.Seen.Count; i++)
        {
            Assert.That((await client.ReadMessageAsync()).Body, Does.StartWith($"\"/{id}"));
        }
        if (row.Keeps)
        {
            await client.SendAsync($"GET {prefix}/{id}-after HTTP/1.1\r\nHost: {host}\r\n\r\n");
            Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo($"\"/{id}-after\""));
            string injected = row.Way == Way.Provider ? "Accept-Encoding: identity\r\nx-api-key: host-claude-key\r\n" : "";
            expected.Add($"GET /{id}-after HTTP/1.1\r\nHost: {host}\r\n{injected}\r\n");
        }
        else
        {
            await ReadRefusalsAsync(client, row);
        }
        Assert.That(_seen.Of(id), Is.EqualTo(expected));
        _expected[id] = expected;
    }

    private static async Task ReadAnswerAsync(RawClient client, RequestCase row, Func<string, string> fill)
    {
        bool isHead = row.Input.StartsWith("HEAD ", StringComparison.Ordinal);
        string head;
        string body = "";
        do
        {
            (head, body) = isHead ? (await client.ReadHeadAsync(), "") : await client.ReadMessageAsync();
        }
        while (head.StartsWith("HTTP/1.1 1", StringComparison.Ordinal));
        Assert.That(head, Does.StartWith($"HTTP/1.1 {row.Status} "), body);
        Assert.That(WirePeer.Field(head, "X-Bot-Bottle-Reason"), Is.EqualTo(row.Reason), body);
        Assert.That(head + body, Does.Not.Contain("S3CRET"));
        if (row.Keeps || row.Seen.Count == 0)
        {
            Assert.That(WirePeer.Field(head, "Connection"), Is.EqualTo(row.Keeps ? null : "close"));
        }
        if (row.Says is { } says)
        {
            Assert.That(head + body, Does.Contain(fill(says)));
        }
    }

    // A row whose first request is allowed may end with the refusal of another one.
    private static async Task ReadRefusalsAsync(RawClient client, RequestCase row)
    {
        string rest = await client.ReadToEndAsync();
        Assert.That(rest, row.Seen.Count > 0 && rest.Length > 0 ? Does.Match("^HTTP/1\\.1 4[0-9]{2} (?s:.*)x-bot-bottle-reason: bad_request") : Is.Empty);
    }

    // The proxy may have closed the connection before everything was sent; its response can still be read.
    private static async Task SendAsync(RawClient client, string input, bool drips)
    {
        int size = drips ? 1 + (input.Length / MostPieces) : input.Length;
        try
        {
            for (int at = 0; at < input.Length; at += size)
            {
                await client.SendAsync(input[at..Math.Min(at + size, input.Length)]);
            }
        }
        catch (IOException)
        {
            Assert.That(drips, "the connection broke under one write");
        }
    }

    // NUnit splits a name at parentheses and quotes.
    private static string Name(RequestCase row, string how) =>
        $"{row.Id} {string.Concat(row.What.Select(c => c is '(' or ')' or '"' or '\'' || c < ' ' ? '_' : c))}, {how}";
}
