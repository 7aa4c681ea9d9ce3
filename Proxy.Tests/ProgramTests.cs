using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using BotBottle.Core.Certificates;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Usage;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests;

/// <summary>The program itself: its start, its ends, and the data that survives them.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class ProgramTests
{
    private static readonly CertificateAuthorityPem Authority = CertificateAuthorityFactory.Create("system", DateTimeOffset.UtcNow, TimeSpan.FromDays(9));

    [Test]
    public async Task The_program_serves_until_it_is_stopped()
    {
        TestAuthority outside = new();
        await using ScriptedUpstream upstream = new(outside.Certify(Outside.Claude), Script.Answering(Script.Json(ModelCalls.AnthropicJson)));
        await using ProxyProcess proxy = await ProxyProcess.StartAsync(Run(null, null), Upstream(outside, upstream));
        Assert.That(proxy.FirstLine, Is.EqualTo("ready"));
        using (X509Certificate2 authority = X509Certificate2.CreateFromPem(Authority.Certificate))
        {
            await using RawClient client = await (await RawClient.OpenAsync(proxy.Endpoint, authority)).TunnelAsync($"{Outside.Claude}:443");
            await client.SendAsync(ModelCalls.PostClaude());
            Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo(ModelCalls.AnthropicJson));
        }
        Assert.That(await proxy.StopAsync(), Is.Zero);
        Assert.That(await proxy.ErrorsAsync(), Does.Contain("{\"usage\":{\"exchange\":").And.Contain("\"output\":7"));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("{\"runs\":[]")]
    [TestCase("{\"runs\":[],\"upstream\":{\"certificate_authorities\":null,\"resolve\":{}},\"providers\":[],\"surprise\":1}")]
    [TestCase("{\"runs\":[],\"upstream\":{\"certificate_authorities\":\"no pem\",\"resolve\":{}},\"providers\":[]}")]
    [TestCase("{\"runs\":[],\"upstream\":{\"certificate_authorities\":null,\"resolve\":{\"a b\":\"c\"}},\"providers\":[]}")]
    public async Task A_broken_configuration_prints_one_line_and_exits_with_2(string input)
    {
        await using ProxyProcess proxy = await ProxyProcess.StartAsync(input, new IPEndPoint(IPAddress.Loopback, 0));
        Assert.That(proxy.FirstLine, Is.Not.Empty.And.Not.EqualTo("ready"));
        Assert.That(await proxy.ExitCodeAsync(), Is.EqualTo(2));
    }

    /// <summary>Every start that uses the serializer compiles its code for the program's types, which took more than half of the start.</summary>
    [Test]
    public async Task The_start_does_not_load_the_serializer()
    {
        string compiled = Path.Combine(Path.GetTempPath(), $"bot-bottle-compiled-{Guid.NewGuid():N}");
        ProxyRun run = Run(null, null) with { Listeners = [new ProxyListener(ListenerKind.Proxy, null, "127.0.0.1:0")], Routes = RouteSet.BuiltIn };
        string input = JsonSerializer.Serialize(
            new ProxyConfiguration([run], new UpstreamConfiguration(null, new Dictionary<string, string>()), []), ControlJson.Default.ProxyConfiguration);
        try
        {
            await using (ProxyProcess proxy = await ProxyProcess.StartAsync(
                input, new IPEndPoint(IPAddress.Loopback, 0), ("DOTNET_JitStdOutFile", compiled), ("DOTNET_JitDisasmSummary", "1")))
            {
                Assert.That(proxy.FirstLine, Is.EqualTo("ready"));
                Assert.That(await proxy.StopAsync(), Is.Zero);
            }
            Assert.That(await File.ReadAllTextAsync(compiled), Does.Contain("JIT compiled").And.Not.Contain("System.Text.Json.Serialization"));
        }
        finally
        {
            File.Delete(compiled);
        }
    }

    [Test]
    public async Task Other_processes_of_the_same_user_cannot_read_the_memory()
    {
        await using ProxyProcess proxy = await ProxyProcess.StartAsync(Run(null, null), new UpstreamConfiguration(null, new Dictionary<string, string>()));
        Assert.That(proxy.FirstLine, Is.EqualTo("ready"));
        // The files of a process that is not dumpable belong to root.
        using System.Diagnostics.Process stat = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("stat", $"-c %U /proc/{proxy.Id}/mem") { RedirectStandardOutput = true })!;
        Assert.That((await stat.StandardOutput.ReadToEndAsync().Within()).Trim(), Is.EqualTo("root"));
    }

    /// <summary>kill -9 during calls: a call that finished for a client is in the spool with its exact figures; any other is there unfinished.</summary>
    [Test]
    public async Task A_kill_loses_no_call()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        controller.MayAcknowledge = new TaskCompletionSource().Task;
        TestAuthority outside = new();
        int half = ModelCalls.AnthropicSse.IndexOf("event: message_delta", StringComparison.Ordinal);
        await using ScriptedUpstream upstream = new(outside.Certify(Outside.Claude), async peer =>
        {
            while (true)
            {
                (string _, string body) = await peer.ReadMessageAsync();
                bool whole = body.Contains("whole", StringComparison.Ordinal);
                await peer.SendAsync(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + $"{Script.Chunk(whole ? ModelCalls.AnthropicSse : ModelCalls.AnthropicSse[..half])}");
                if (whole)
                {
                    await peer.SendAsync("0\r\n\r\n");
                }
            }
        });
        await using ProxyProcess proxy = await ProxyProcess.StartAsync(Run(controller.Address, controller.Spool), Upstream(outside, upstream));
        Assert.That(proxy.FirstLine, Is.EqualTo("ready"));
        using X509Certificate2 authority = X509Certificate2.CreateFromPem(Authority.Certificate);
        await FakeController.ReadyAsync(proxy.Endpoint, authority);

        List<RawClient> clients = [];
        for (int i = 0; i < 6; i++)
        {
            RawClient client = await (await RawClient.OpenAsync(proxy.Endpoint, authority)).TunnelAsync($"{Outside.Claude}:443");
            clients.Add(client);
            await client.SendAsync(ModelCalls.PostClaude($$"""{"model":"{{(i % 2 == 0 ? "whole" : "partly")}}","max_tokens":9,"messages":[]}"""));
            if (i % 2 == 0)
            {
                await client.ReadMessageAsync();
            }
            else
            {
                await client.ReadToAsync("content_block_delta");
            }
        }
        await proxy.KillAsync();
        SpoolContents spool = controller.ReadSpool();
        Assert.Multiple(() =>
        {
            Assert.That(spool.Ended, Has.Count.EqualTo(3));
            Assert.That(spool.Ended.Select(report => report.Usage), Is.All.EqualTo(new TokenUsage(11, 5, 3, 7, 0)));
            Assert.That(spool.Unfinished, Has.Count.EqualTo(3));
            Assert.That(spool.Unfinished.Select(report => report.Model), Is.All.EqualTo("partly"));
            Assert.That(spool.Unfinished.Select(report => report.Usage.Input), Is.All.GreaterThan(0));
            Assert.That(spool.Damaged, Is.Zero);
        });
        foreach (RawClient client in clients)
        {
            await client.DisposeAsync();
        }
    }

    private static ProxyRun Run(ControllerAddress? controller, string? spool) => new(
        "run-1", "blue-fox", [], Authority, [new ProviderCredential("claude", "ANTHROPIC_API_KEY", "host-key")], [], false, null, controller, spool, null);

    private static UpstreamConfiguration Upstream(TestAuthority authority, ScriptedUpstream upstream) =>
        new(authority.Pem, new Dictionary<string, string> { [Outside.Claude] = upstream.Endpoint });
}
