using System.Net.Security;
using BotBottle.Core.Control;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

/// <summary>A client's side of the handshake, of any size and division: its server name is read, and it completes.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class HandshakeTests
{
    private const string Host = Outside.Plain;

    [TestCase(1, false)]
    [TestCase(3, true)]
    [TestCase(100, false)]
    [TestCase(16 * 1024, true)]
    public async Task The_server_name_is_read_for_any_division_of_the_hello(int payload, bool byteByByte)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")));
        foreach ((string serverName, string status) in new[] { (Host, "200"), ("other.example", "421") })
        {
            await using RawClient client = await outside.Proxy.ConnectAsync();
            await client.SendAsync($"CONNECT {Host}:443 HTTP/1.1\r\nHost: {Host}:443\r\n\r\n");
            await client.ReadHeadAsync();
            client.Use(new RecordSplitter(client.Stream, payload, byteByByte));
            await client.SecureAsync(serverName, verifyName: false);
            await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
            Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith($"HTTP/1.1 {status} "), serverName);
        }
    }

    [TestCase(ListenerKind.Proxy, 1_400)]
    [TestCase(ListenerKind.Proxy, 20_000)]
    [TestCase(ListenerKind.Proxy, 60_000)]
    [TestCase(ListenerKind.Tls, 1_400)]
    [TestCase(ListenerKind.Tls, 20_000)]
    [TestCase(ListenerKind.Tls, 60_000)]
    public async Task A_hello_of_any_size_completes(ListenerKind kind, int size)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), new TestProxyOptions { Listeners = [kind] });
        await using RawClient client = await outside.Proxy.ConnectAsync();
        if (kind == ListenerKind.Proxy)
        {
            await client.SendAsync($"CONNECT {Host}:443 HTTP/1.1\r\nHost: {Host}:443\r\n\r\n");
            await client.ReadHeadAsync();
        }
        await client.SecureAsync(Host, protocols: [.. Filler(size), SslApplicationProtocol.Http11]);
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo("{}"));
    }

    [TestCase(ListenerKind.Proxy)]
    [TestCase(ListenerKind.Tls)]
    public async Task A_slowly_sent_hello_is_cut_off_within_one_limit(ListenerKind kind)
    {
        ManualTime time = new();
        await using Outside outside = await Outside.WithAsync(
            Script.Answering(Script.Json("{}")), new TestProxyOptions { Listeners = [kind], Time = time });
        await using RawClient client = await outside.Proxy.ConnectAsync();
        if (kind == ListenerKind.Proxy)
        {
            await client.SendAsync($"CONNECT {Host}:443 HTTP/1.1\r\nHost: {Host}:443\r\n\r\n");
            await client.ReadHeadAsync();
        }
        await client.SendAsync("\x16\x03\x01\x40\x00\x01\x00\x3f\xfc\x03\x03");
        Task<bool> ends = client.EndsCleanlyAsync();
        int seconds = 0;
        for (; !ends.IsCompleted; seconds++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            try
            {
                await client.SendAsync("\0");
            }
            catch (IOException)
            {
                // The connection was cut off.
                break;
            }
            // The clock runs no faster than the proxy can follow, however busy the machine is.
            await Task.WhenAny(ends, Task.Delay(1));
        }
        // A reset; if the write noticed it first, the read sees an end.
        await ends;
        Assert.That(seconds, Is.GreaterThan(28).And.LessThan(30_000));
    }

    [Test]
    public async Task A_client_without_HTTP_1_1_gets_an_alert_and_the_operator_the_reason()
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")));
        (int code, string output) = await RealProgram.RunAsync(
            "openssl", ["s_client", "-proxy", outside.Proxy.Endpoint().ToString()!, "-connect", $"{Host}:443", "-servername", Host, "-alpn", "h2"]);
        Assert.That(code, Is.Not.Zero);
        Assert.That(output, Does.Contain("no application protocol").And.Contain("alert number 120"));
        Assert.That(outside.Proxy.Log.ToString(), Does.Contain("egress_block").And.Contain("does not offer HTTP/1.1"));
    }

    /// <summary>Unknown protocols, to make a hello of any size.</summary>
    private static IEnumerable<SslApplicationProtocol> Filler(int size) =>
        Enumerable.Range(0, size / 200).Select(i => new SslApplicationProtocol($"{i:D199}"));
}
