using BotBottle.Core.Control;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>
/// The table of tunnels, over real sockets, whole and one byte per flush. The clock stands still, so that limits per second apply exactly. Other cases of the
/// survey are tested elsewhere: H11 in Controller/Doctor, H12 in Pipeline/MeteringTests and MeteringHolesTests, the times of H6 in SlowSendersTests.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class TunnelTableTests
{
    private static IEnumerable<TestCaseData> EveryRow() =>
        from row in TunnelCases.All
        from drips in new[] { false, true }
        select new TestCaseData(row, drips) { TestName = $"{row}, {(drips ? "drip" : "once")}" };

    [TestCaseSource(nameof(EveryRow))]
    public async Task Every_row_gives_its_expected_result(TunnelCase row, bool drips)
    {
        ListenerKind kind = row.Connect is null ? ListenerKind.Tls : ListenerKind.Proxy;
        int requests = 0;
        await using Outside outside = await Outside.WithAsync(
            Script.Answering((_, _) =>
            {
                Interlocked.Increment(ref requests);
                return Script.Json("{}");
            }),
            new TestProxyOptions { Listeners = [kind], Time = new ManualTime() },
            tls: row.Connect?.EndsWith(":80", StringComparison.Ordinal) != true);
        for (int i = 0; i < row.DeniedBefore; i++)
        {
            await using RawClient before = await outside.Proxy.ConnectAsync();
            await before.SendAsync($"CONNECT denied{i}.example:443 HTTP/1.1\r\nHost: denied{i}.example:443\r\n\r\n");
            await before.ReadHeadAsync();
        }

        await using RawClient client = await outside.Proxy.ConnectAsync();
        string connect = row.Connect is null ? "" : $"CONNECT {row.Connect} HTTP/1.1\r\nHost: {row.Connect}\r\n\r\n";
        if (row.ServerName is { } name)
        {
            await SecureAsync(client, row, connect, name, drips);
        }
        else
        {
            await SendAsync(client, row.Early ? connect + row.Input : connect, drips);
            if (row.Connect is not null)
            {
                Assert.That(await client.ReadHeadAsync(), Does.StartWith($"HTTP/1.1 {row.Connected} "));
            }
        }
        if (row.Status != 0)
        {
            if (!row.Early || row.ServerName is not null)
            {
                await SendAsync(client, row.Input, drips);
            }
            (string head, string body) = await client.ReadMessageAsync();
            Assert.That(head, Does.StartWith($"HTTP/1.1 {row.Status} "), body);
        }
        else if (row.Connected == 200 && row.ServerName is null)
        {
            await ExpectEndAsync(client, row, drips);
        }
        Assert.That(requests, Is.EqualTo(row.Seen));
    }

    private static async Task SecureAsync(RawClient client, TunnelCase row, string connect, string name, bool drips)
    {
        if (row.Early)
        {
            client.Use(new EagerStream(client, connect, drips));
        }
        else if (row.Connect is not null)
        {
            await SendAsync(client, connect, drips);
            Assert.That(await client.ReadHeadAsync(), Does.StartWith("HTTP/1.1 200 "));
        }
        if (drips && !row.Early)
        {
            client.Use(new RecordSplitter(client.Stream, 16, byteByByte: true));
        }
        Task secured = client.SecureAsync(name, verifyName: false);
        if (row.Status == 0)
        {
            Assert.That(() => secured, Throws.InstanceOf<System.Security.Authentication.AuthenticationException>().Or.InstanceOf<IOException>());
            return;
        }
        await secured;
        // The leaf is for the tunnel's host, whatever the server name.
        string host = row.Connect is { } authority ? authority[..authority.LastIndexOf(':')].ToLowerInvariant() : name;
        Assert.That(client.ShownCertificate!.Subject, Is.EqualTo($"CN={host}"));
    }

    // A write may fail on a broken connection; the kernel decides which side notices first.
    private static async Task ExpectEndAsync(RawClient client, TunnelCase row, bool drips)
    {
        string last = "";
        try
        {
            if (!row.Early)
            {
                await SendAsync(client, row.Input, drips);
            }
            last = await client.ReadToEndAsync();
        }
        catch (IOException)
        {
            Assert.That(row.Last.Length == 0 || drips, "the alert was lost to a reset");
            return;
        }
        Assert.That(last, Is.EqualTo(row.Last));
    }

    private static Task SendAsync(RawClient client, string text, bool drips) => drips ? client.SendByteByByteAsync(text) : client.SendAsync(text);
}
