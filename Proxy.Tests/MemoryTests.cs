using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;
using BotBottle.Core.Control;
using BotBottle.Core.Providers;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests;

/// <summary>The peak resident memory of the program (VmHWM) while bodies of any size pass through it.</summary>
[Category("System")]
[NonParallelizable]
public sealed class MemoryTests
{
    private const int Bound = 150; // MiB

    private static readonly CertificateAuthorityPem Authority = CertificateAuthorityFactory.Create("memory", DateTimeOffset.UtcNow, TimeSpan.FromDays(9));

    private static readonly string Piece = new('x', 1024 * 1024);

    [Test]
    public Task Metered_bodies_of_64_MiB_pass_both_ways() => PassMeteredAsync(64);

    [Test]
    [Category("Long")]
    public Task Metered_bodies_of_1_GiB_pass_both_ways() => PassMeteredAsync(1024);

    /// <summary>One model call: a prompt of one endless JSON string and a response of one endless event. Both are metered.</summary>
    private static async Task PassMeteredAsync(int mebibytes)
    {
        const string before = "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"";
        const string after = "\"}]}";
        const string start =
            "data: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"m\",\"usage\":{\"input_tokens\":11,\"output_tokens\":1}}}\n\n"
            + "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"";
        const string end = "\"}}\n\ndata: {\"type\":\"message_delta\",\"usage\":{\"output_tokens\":7}}\n\ndata: {\"type\":\"message_stop\"}\n\n";
        long request = before.Length + after.Length + (mebibytes * (long)Piece.Length);
        long answer = start.Length + end.Length + (mebibytes * (long)Piece.Length);
        TestAuthority outside = new();
        await using ScriptedUpstream upstream = new(outside.Certify(Outside.Claude), async peer =>
        {
            await peer.ReadHeadAsync();
            await peer.SkipAsync(request);
            await peer.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: {answer}\r\n\r\n{start}");
            await SendPiecesAsync(peer, mebibytes);
            await peer.SendAsync(end);
            await peer.ReadToEndAsync();
        });
        await using ProxyProcess proxy = await ProxyProcess.StartAsync(
            new ProxyRun(
                "run-1", "blue-fox", [], Authority, [new ProviderCredential("claude", "ANTHROPIC_API_KEY", "host-key")], [], false, null, null, null, null),
            new UpstreamConfiguration(outside.Pem, new Dictionary<string, string> { [Outside.Claude] = upstream.Endpoint }));
        int idle = PeakMebibytes(proxy.Id);
        using (X509Certificate2 authority = X509Certificate2.CreateFromPem(Authority.Certificate))
        {
            await using RawClient client = await (await RawClient.OpenAsync(proxy.Endpoint, authority)).TunnelAsync($"{Outside.Claude}:443");
            await client.SendAsync(
                $"POST /v1/messages HTTP/1.1\r\nHost: {Outside.Claude}\r\nContent-Type: application/json\r\nContent-Length: {request}\r\n\r\n{before}");
            await SendPiecesAsync(client, mebibytes);
            await client.SendAsync(after);
            Assert.That(await client.ReadHeadAsync(), Does.StartWith("HTTP/1.1 200 "));
            await client.SkipAsync(answer);
        }

        int peak = PeakMebibytes(proxy.Id);
        TestContext.Out.WriteLine($"{mebibytes} MiB each way: {peak} MiB resident at the peak, {idle} before");
        Assert.That(peak, Is.LessThan(Bound));
        Assert.That(await proxy.StopAsync(), Is.Zero);
        Assert.That(await proxy.ErrorsAsync(), Does.Contain("\"input\":11").And.Contain("\"output\":7"));
    }

    private static async Task SendPiecesAsync(WirePeer peer, int mebibytes)
    {
        for (int i = 0; i < mebibytes; i++)
        {
            await peer.SendAsync(Piece);
        }
    }

    private static int PeakMebibytes(int process)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }
}
