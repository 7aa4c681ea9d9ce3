using System.Globalization;
using BotBottle.Core.Control;
using BotBottle.Core.Routes;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>
/// Both sides are hostile at once, over shared connections: every response of the table, valid and invalid, in mixed order, while half of the clients request
/// only valid ones. The bytes of every exchange have its mark.
/// </summary>
public sealed class HostileSidesTests
{
    private const int Clients = 16;
    private const int RequestsEach = 60;

    private static readonly string[] Hosts = ["one.test", "two.test", "three.test"];

    private static readonly IReadOnlyList<ResponseCase> Rows = [.. ResponseFramingCases.All, .. ChunkedResponseCases.All, .. ResponseHeadCases.All];

    [Test]
    public async Task No_client_gets_bytes_of_another_exchange()
    {
        await using ScriptedUpstream upstream = new(null, ServeAsync);
        await using TestProxy proxy = await TestProxy.StartAsync(new TestProxyOptions
        {
            Listeners = [ListenerKind.Http],
            Hosts = Hosts,
            Log = EgressLog.Off,
            Resolve = Hosts.ToDictionary(host => host, _ => upstream.Endpoint),
        });
        int[] outcomes = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => RunClientAsync(proxy, client))));
        // Half of the clients request only valid responses and received all of them.
        Assert.That(outcomes.Where((_, client) => client % 2 == 0), Is.All.EqualTo(RequestsEach));
        Assert.That(outcomes.Sum(), Is.LessThan(Clients * RequestsEach), "some responses were invalid");
    }

    // The number of valid responses.
    private static async Task<int> RunClientAsync(TestProxy proxy, int number)
    {
        Random random = new(number);
        int good = 0;
        RawClient client = await proxy.ConnectAsync();
        try
        {
            for (int i = 0; i < RequestsEach; i++)
            {
                int row = number % 2 == 0 ? -1 : random.Next(Rows.Count);
                string mark = $"mark{number}x{i}y";
                string method = row < 0 || Rows[row].Method == "POST" ? "GET" : Rows[row].Method;
                await client.SendAsync($"{method} /{row}/{mark} HTTP/1.1\r\nHost: {Hosts[random.Next(Hosts.Length)]}\r\n\r\n");
                ResponseCase? asked = row < 0 ? null : Rows[row];
                good += await ReadOwnAsync(client, asked, mark) ? 1 : 0;
                if (asked?.Outcome == ResponseOutcome.Reset)
                {
                    await client.DisposeAsync();
                    client = await proxy.ConnectAsync();
                }
            }
        }
        finally
        {
            await client.DisposeAsync();
        }
        return good;
    }

    // True if the response is complete and the connection usable.
    private static async Task<bool> ReadOwnAsync(RawClient client, ResponseCase? row, string mark)
    {
        if (row?.Outcome == ResponseOutcome.Reset)
        {
            Assert.That(await client.EndsCleanlyAsync(), Is.False);
            return false;
        }
        string head;
        do
        {
            head = await client.ReadHeadAsync();
        }
        while (head.StartsWith("HTTP/1.1 1", StringComparison.Ordinal));
        bool isBad = head.StartsWith("HTTP/1.1 502 ", StringComparison.Ordinal);
        Assert.That(isBad, Is.EqualTo(row?.Outcome == ResponseOutcome.BadGateway), head);
        string body = row is { Method: "HEAD" } or { Outcome: ResponseOutcome.Passes, Content: null } ? ""
            : WirePeer.Field(head, "Transfer-Encoding") is not null ? await client.ReadChunksAsync()
            : await client.ReadAsync(int.Parse(WirePeer.Field(head, "Content-Length")!, CultureInfo.InvariantCulture));
        Assert.That(body, isBad ? Does.Not.Contain("mark") : Is.EqualTo(row is null ? Marked(mark) : row.Content ?? ""));
        return !isBad;
    }

    private static async Task ServeAsync(WirePeer upstream)
    {
        try
        {
            while (true)
            {
                string head = await upstream.ReadHeadAsync();
                string[] path = head.Split(' ')[1].Split('/');
                int number = int.Parse(path[1], CultureInfo.InvariantCulture);
                if (number < 0)
                {
                    string content = Marked(path[2]);
                    await upstream.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {content.Length}\r\n\r\n{content}");
                    continue;
                }
                await Rows[number].SendAsync(upstream, drips: false);
                if (Rows[number].Ends)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is EndOfStreamException or TimeoutException)
        {
            // The proxy has given the connection up.
        }
    }

    // Of very different lengths, some over several reads.
    private static string Marked(string mark) => string.Concat(Enumerable.Repeat(mark, 1 + (mark.GetHashCode(StringComparison.Ordinal) & 0xFFF)));
}
