using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using BotBottle.Controller.Demo;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Controller.Demo;

[Parallelizable(ParallelScope.All)]
public sealed class SimulatedProviderTests
{
    private static readonly SimulatedAnswer Answer = new(new TokenUsage(100, 30, 20, 50, 10), ["one", " two"], TimeSpan.Zero);

    [TestCase("/v1/messages", "usage.input_tokens", 100)]
    [TestCase("/v1/messages", "usage.cache_read_input_tokens", 30)]
    [TestCase("/v1/messages", "usage.cache_creation_input_tokens", 20)]
    [TestCase("/v1/messages", "usage.output_tokens", 50)]
    [TestCase("/v1/chat/completions", "usage.prompt_tokens", 150)]
    [TestCase("/v1/chat/completions", "usage.prompt_tokens_details.cached_tokens", 30)]
    [TestCase("/v1/chat/completions", "usage.completion_tokens", 50)]
    [TestCase("/v1/responses", "usage.input_tokens", 150)]
    [TestCase("/v1/responses", "usage.output_tokens_details.reasoning_tokens", 10)]
    [TestCase("/v1/messages/count_tokens", "input_tokens", 100)]
    public async Task Json_responses_report_usage_in_their_format(string path, string member, long expected)
    {
        await using SimulatedProvider provider = await StartAsync();
        using HttpClient client = ClientOf(provider);
        using HttpResponseMessage response = await client.PostAsJsonAsync(path, new { model = "m" });
        JsonNode? node = await response.Content.ReadFromJsonAsync<JsonNode>();
        foreach (string name in member.Split('.'))
        {
            node = node![name];
        }

        Assert.That(node!.GetValue<long>(), Is.EqualTo(expected));
    }

    [TestCase("/v1/messages", "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")]
    [TestCase("/v1/chat/completions", "data: [DONE]\n\n")]
    [TestCase("/v1/responses", "}\n\n")]
    public async Task Streams_end_as_in_their_format(string path, string end)
    {
        await using SimulatedProvider provider = await StartAsync();
        using HttpClient client = ClientOf(provider);
        using HttpResponseMessage response =
            await client.PostAsJsonAsync(path, new { model = "m", stream = true, stream_options = new { include_usage = true } });
        string text = await response.Content.ReadAsStringAsync();
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
        Assert.That(text, Does.EndWith(end).And.Contain(" two").And.Contain("50"));
    }

    [Test]
    public async Task It_records_its_counts_and_the_received_key()
    {
        await using SimulatedProvider provider = await StartAsync();
        using HttpClient client = ClientOf(provider);
        client.DefaultRequestHeaders.Add("x-api-key", "key");
        using HttpResponseMessage first = await client.PostAsJsonAsync("/v1/messages", new { stream = true });
        using HttpResponseMessage second = await client.PostAsJsonAsync("/v1/messages/count_tokens", new { });
        Assert.That(provider.Calls, Is.EqualTo(new[] { new SimulatedCall("/v1/messages", true, "key", Answer.Usage) }));
        Assert.That(provider.TotalTokens, Is.EqualTo(200));
    }

    [TestCase("GET", "/v1/models", 200)]
    [TestCase("GET", "/elsewhere", 404)]
    [TestCase("POST", "/v1/messages", 400)]
    public async Task Other_requests_get_a_response(string method, string path, int status)
    {
        await using SimulatedProvider provider = await StartAsync();
        using HttpClient client = ClientOf(provider);
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage response = await client.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo((HttpStatusCode)status));
    }

    private static Task<SimulatedProvider> StartAsync() =>
        SimulatedProvider.StartAsync(["api.anthropic.com", "api.openai.com"], _ => Answer, DateTimeOffset.UtcNow, CancellationToken.None);

    /// <summary>A client that trusts only the provider's CA and checks the host name.</summary>
    private static HttpClient ClientOf(SimulatedProvider provider)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(provider.CertificateAuthority));
        SocketsHttpHandler handler = new()
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
            ConnectCallback = async (_, cancellation) =>
            {
                Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPEndPoint.Parse(provider.Address), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri("https://api.anthropic.com") };
    }
}
