using System.Collections.Concurrent;
using BotBottle.Core.Control;
using BotBottle.Core.Routes;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>
/// The table of responses, over real sockets, whole and one byte per flush, on a new and on a used connection: the client's result, the right response to its
/// next request, and whether the upstream's connection is reused.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class ResponseTableTests
{
    private static readonly IReadOnlyList<ResponseCase> Rows = [.. ResponseFramingCases.All, .. ChunkedResponseCases.All, .. ResponseHeadCases.All];

    private static readonly string[] Modes = ["once", "drip", "reused"];

    /// <summary>The connections of each host's requests, in order.</summary>
    private readonly ConcurrentDictionary<string, ConcurrentQueue<int>> _connections = [];
    private int _connection;
    private ScriptedUpstream _upstream = null!;
    private TestProxy _proxy = null!;

    private static IEnumerable<TestCaseData> EveryRow() =>
        from row in Rows.Select((row, number) => (row, number))
        from mode in Modes
        select new TestCaseData(row.row, row.number, mode)
        {
            TestName = $"{row.row.Id} {string.Concat(row.row.What.Select(c => c is '(' or ')' or '"' or '\'' || c < ' ' ? '_' : c))}, {mode}",
        };

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        _upstream = new ScriptedUpstream(null, ServeAsync);
        // One host for each run of a row, so that each has its own pool.
        string[] hosts = [.. Enumerable.Range(0, Rows.Count).SelectMany(number => Modes.Select(mode => HostOf(number, mode)))];
        _proxy = await TestProxy.StartAsync(new TestProxyOptions
        {
            Listeners = [ListenerKind.Http],
            Hosts = hosts,
            Log = EgressLog.Off,
            Resolve = hosts.ToDictionary(host => host, _ => _upstream.Endpoint),
        });
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        await _proxy.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [TestCaseSource(nameof(EveryRow))]
    public async Task Every_row_gives_its_expected_result(ResponseCase row, int number, string mode)
    {
        string host = HostOf(number, mode);
        await using RawClient client = await _proxy.ConnectAsync();
        if (mode == "reused")
        {
            await AskForGoodAnswerAsync(client, host, "before");
        }
        await client.SendAsync($"{row.Method} /row HTTP/1.1\r\nHost: {host}\r\n\r\n");
        await ReadAnswerAsync(client, row);

        await using RawClient next = row.Outcome == ResponseOutcome.Reset ? await _proxy.ConnectAsync() : client;
        await AskForGoodAnswerAsync(next, host, "after");
        int[] used = [.. _connections[host]];
        Assert.That(used[^1] == used[^2], Is.EqualTo(row.Reuses), "the reuse of the upstream's connection");
        Assert.That(used, Has.Length.EqualTo(mode == "reused" ? 3 : 2));
        if (mode == "reused")
        {
            Assert.That(used[1], Is.EqualTo(used[0]));
        }
    }

    private static async Task ReadAnswerAsync(RawClient client, ResponseCase row)
    {
        switch (row.Outcome)
        {
            case ResponseOutcome.BadGateway:
                (string head, string body) = row.Method == "HEAD" ? (await client.ReadHeadAsync(), "") : await client.ReadMessageAsync();
                Assert.That(head, Does.StartWith("HTTP/1.1 502 ").And.Contain("x-bot-bottle-reason: upstream_unreachable"), body);
                break;
            case ResponseOutcome.Reset:
                Assert.That(await client.EndsCleanlyAsync(), Is.False);
                break;
            default:
                Assert.That(await client.ReadAsync(row.Head.Length), Is.EqualTo(row.Head));
                string? content = row.Content is null ? null
                    : row.Head.EndsWith(Answer.Chunked + "\r\n", StringComparison.Ordinal) ? await client.ReadChunksAsync()
                    : await client.ReadAsync(row.Content.Length);
                Assert.That(content, Is.EqualTo(row.Content));
                break;
        }
    }

    private static async Task AskForGoodAnswerAsync(RawClient client, string host, string which)
    {
        await client.SendAsync($"GET /{which} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 200 "), body);
        Assert.That(body, Is.EqualTo($"{host}/{which}"));
    }

    private async Task ServeAsync(WirePeer upstream)
    {
        int connection = Interlocked.Increment(ref _connection);
        try
        {
            while (true)
            {
                string head = await upstream.ReadHeadAsync();
                string host = WirePeer.Field(head, "Host")!;
                _connections.GetOrAdd(host, _ => []).Enqueue(connection);
                if (!head.Contains(" /row ", StringComparison.Ordinal))
                {
                    string content = host + head.Split(' ')[1];
                    await upstream.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {content.Length}\r\n\r\n{content}");
                    continue;
                }
                ResponseCase row = Rows[int.Parse(host.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture)];
                await row.SendAsync(upstream, host.EndsWith("drip.test", StringComparison.Ordinal));
                if (row.Ends)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is EndOfStreamException or TimeoutException)
        {
            // The connection is not needed any more, or the proxy has closed it.
        }
    }

    private static string HostOf(int number, string mode) => $"row-{number}-{mode}.test";
}
