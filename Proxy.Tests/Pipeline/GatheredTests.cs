using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

/// <summary>
/// Large pieces are buffered below TLS and sent together. For any size, no part stays behind when nothing follows: each side writes the next piece only when
/// the other has the last.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class GatheredTests
{
    private static readonly int[] Sizes = [1, 16_383, 16_384, 16_385, 33_000, 65_536, 65_624, 65_625, 131_248, 300_000];

    [Test]
    public async Task Every_piece_of_a_response_is_sent_before_the_next_arrives([Values] bool tls, [Values] bool chunked)
    {
        using SemaphoreSlim seen = new(0);
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            await upstream.ReadHeadAsync();
            await upstream.SendAsync($"HTTP/1.1 200 OK\r\n{(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {Sizes.Sum()}")}\r\n\r\n");
            foreach (int size in Sizes)
            {
                await upstream.SendAsync(chunked ? Script.Chunk(Text(size)) : Text(size));
                await seen.WaitAsync().Within();
            }
            await upstream.SendAsync(chunked ? "0\r\n\r\n" : "");
            await upstream.ReadToEndAsync();
        }, tls: tls);
        await using RawClient client = await OpenAsync(outside, tls);
        await client.SendAsync($"GET {Target(tls)}/ HTTP/1.1\r\nHost: {Outside.Plain}\r\n\r\n");
        Assert.That(await client.ReadHeadAsync(), Does.StartWith("HTTP/1.1 200 "));
        foreach (int size in Sizes)
        {
            Assert.That(await ReadAsync(client, size, chunked) == Text(size), Is.True, $"{size} bytes");
            seen.Release();
        }
        if (chunked)
        {
            Assert.That(await client.ReadChunkAsync(), Is.Empty);
        }
    }

    [Test]
    public async Task Every_piece_of_a_request_is_sent_before_the_next_arrives([Values] bool tls, [Values] bool chunked)
    {
        using SemaphoreSlim seen = new(0);
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                await upstream.ReadHeadAsync();
                foreach (int size in Sizes)
                {
                    Assert.That(await ReadAsync(upstream, size, chunked) == Text(size), Is.True, $"{size} bytes");
                    seen.Release();
                }
                if (chunked)
                {
                    await upstream.ReadChunkAsync();
                }
                await upstream.SendAsync(Script.Json("{}"));
                await upstream.ReadToEndAsync();
            },
            new TestProxyOptions { Scans = false }, tls);
        await using RawClient client = await OpenAsync(outside, tls);
        await client.SendAsync(
            $"POST {Target(tls)}/ HTTP/1.1\r\nHost: {Outside.Plain}\r\n{(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {Sizes.Sum()}")}\r\n\r\n");
        foreach (int size in Sizes)
        {
            await client.SendAsync(chunked ? Script.Chunk(Text(size)) : Text(size));
            await seen.WaitAsync().Within();
        }
        await client.SendAsync(chunked ? "0\r\n\r\n" : "");
        Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo("{}"));
    }

    [Test]
    public async Task Every_part_of_a_frame_is_sent_before_the_next_arrives()
    {
        int half = Sizes.Sum();
        using SemaphoreSlim seen = new(0);
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                (WebSocketPeer socket, string _) = await WebSocketPeer.AcceptAsync(upstream);
                await upstream.ReadAsync(14);
                foreach (int size in Sizes)
                {
                    await upstream.ReadAsync(size);
                    seen.Release();
                }
                await upstream.ReadAsync(5);
                await socket.SendTextAsync("all");
                await upstream.ReadToEndAsync();
            },
            new TestProxyOptions { Scans = false });
        await using WebSocketPeer socket = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.Plain, "/");
        string frame = socket.Frame(WebSocketOpcode.Binary, Text(half + 5));
        await socket.Peer.SendAsync(frame[..14]);
        int at = 14;
        foreach (int size in Sizes)
        {
            await socket.Peer.SendAsync(frame[at..(at + size)]);
            await seen.WaitAsync().Within();
            at += size;
        }
        await socket.Peer.SendAsync(frame[at..]);
        Assert.That(await socket.ReadAsync(), Is.EqualTo("text:all"));
    }

    private static async Task<string> ReadAsync(WirePeer peer, int size, bool chunked)
    {
        string text = "";
        while (text.Length < size)
        {
            text += chunked ? await peer.ReadChunkAsync() : await peer.ReadAsync(size);
        }
        return text;
    }

    private static Task<RawClient> OpenAsync(Outside outside, bool tls) =>
        tls ? outside.Proxy.TunnelAsync($"{Outside.Plain}:443") : outside.Proxy.ConnectAsync();

    private static string Target(bool tls) => tls ? "" : $"http://{Outside.Plain}";

    private static string Text(int size) => string.Create(size, 0, static (into, _) =>
    {
        for (int i = 0; i < into.Length; i++)
        {
            into[i] = (char)('a' + (i % 23));
        }
    });
}
