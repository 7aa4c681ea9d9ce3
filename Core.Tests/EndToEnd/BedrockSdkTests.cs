using System.Collections.Concurrent;
using System.Text.Json;
using BotBottle.Core.Control;
using BotBottle.Fuzz.References;
using Microsoft.AspNetCore.Http;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>The unmodified AWS SDK for JavaScript in a bottle, with credentials of its own, against a service that verifies each signature.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class BedrockSdkTests
{
    private const string Host = "bedrock-runtime.us-east-1.amazonaws.com";
    private const string Secret = "the-agents-own-secret";

    private const string Usage = """{"inputTokens":300,"outputTokens":100,"totalTokens":450,"cacheReadInputTokens":40,"cacheWriteInputTokens":10}""";

    private const string Claude =
        """{"id":"msg_bdrk_1","type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":"Hello"}],"usage":{"input_tokens":300,"cache_read_input_tokens":40,"cache_creation_input_tokens":10,"output_tokens":100}}""";

    [Test]
    public async Task Its_counts_equal_the_ledgers_for_whole_and_streamed_and_cancelled_calls()
    {
        await using Service service = await Service.StartAsync();
        await using CliHost host = await service.HostAsync("{tokens: 100000, gate: strict}");
        CommandResult result = await RunAsync(host);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        using JsonDocument counted = JsonDocument.Parse(result.Output);
        Assert.That(counted.RootElement.GetProperty("tokens").EnumerateArray().Select(one => one.GetInt32()), Is.EqualTo(new[] { 450, 450, 450, 450 }));
        Assert.That((counted.RootElement.GetProperty("text").GetString(), counted.RootElement.GetProperty("cancelled").GetString()),
            Is.EqualTo(("Hello from Bedrock.", "aborted")));
        Assert.That(service.Calls, Is.EquivalentTo(new[] { "converse", "converse-stream", "converse-stream", "invoke", "invoke-with-response-stream" }));
        IReadOnlyList<UsageRow> rows = await host.UsageAsync();
        Assert.That((rows.Sum(row => row.ChargedTokens), rows.Sum(row => row.EstimatedRequests), rows.Sum(row => row.Requests)), Is.EqualTo((5 * 450L, 0, 5)),
            "a cancelled call is read to its end");
    }

    [Test]
    public async Task It_shows_the_refusal_of_a_spent_budget_after_one_request()
    {
        await using Service service = await Service.StartAsync();
        await using CliHost host = await service.HostAsync("{tokens: 1, gate: off}");
        CommandResult result = await RunAsync(host, "refused");
        Assert.That(result.Output, Does.StartWith(
            "402 ServiceQuotaExceededException after 1: Bot Bottle: the budget is exhausted (bedrock, scope host: "), result.ToString());
    }

    private static async Task<CommandResult> RunAsync(CliHost host, params string[] words)
    {
        string clients = await ClientPackages.FolderAsync();
        string routes = Path.Combine(host.Root, "routes.yml");
        await File.WriteAllTextAsync(routes, $"routes:\n- {{host: {Host}, agent_credentials: true}}\n");
        return await host.InBottleAsync(["--routes", routes, "--share", $"{clients}:ro"], ["node", Path.Combine(clients, "bedrock-sdk.mjs"), .. words]);
    }

    /// <summary>Bedrock on loopback.</summary>
    private sealed class Service : IAsyncDisposable
    {
        private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private LoopbackSite? _site;
        private int _streams;

        /// <summary>The verbs of the calls with a right signature.</summary>
        public ConcurrentBag<string> Calls { get; } = [];

        public static async Task<Service> StartAsync()
        {
            Service service = new();
            service._site = await LoopbackSite.StartAsync([Host], service.ServeAsync);
            return service;
        }

        /// <summary>A host with this service as a provider, and its budget.</summary>
        public async Task<CliHost> HostAsync(string budget)
        {
            CliHost host = await CliHost.StartAsync();
            _site!.Settle(host, Host);
            await File.AppendAllTextAsync(
                Path.Combine(host.Home, "settings.yml"), $"providers:\n  bedrock: {{hosts: [{Host}], format: bedrock}}\nbudget:\n  bedrock: {budget}\n");
            return host;
        }

        public async ValueTask DisposeAsync() => await _site!.DisposeAsync();

        private async Task ServeAsync(HttpContext context)
        {
            if (HttpMethods.IsGet(context.Request.Method))
            {
                _cancelled.TrySetResult();
                return;
            }

            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body);
            if (!AwsSignature.IsRight(context.Request, body.ToArray(), Secret))
            {
                context.Response.StatusCode = 403;
                context.Response.Headers["x-amzn-errortype"] = "InvalidSignatureException";
                await context.Response.WriteAsync("""{"message":"the signature does not match"}""");
                return;
            }

            string verb = context.Request.Path.Value!.Split('/')[^1];
            Calls.Add(verb);
            await AnswerAsync(context.Response, verb);
        }

        private async Task AnswerAsync(HttpResponse response, string verb)
        {
            response.ContentType = "application/json";
            switch (verb)
            {
                case "converse":
                    await response.WriteAsync(
                        $$$"""{"metrics":{"latencyMs":1},"output":{"message":{"role":"assistant","content":[{"text":"Hello"}]}},"stopReason":"end_turn","usage":{{{Usage}}}}""");
                    break;
                case "invoke":
                    await response.WriteAsync(Claude);
                    break;
                case "converse-stream":
                    await ConverseAsync(response, waits: Interlocked.Increment(ref _streams) > 1);
                    break;
                default:
                    await SendAsync(response, AwsEventWire.Chunk($$"""{"type":"message_start","message":{{Claude}} }"""));
                    await SendAsync(response, AwsEventWire.Chunk("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}"""));
                    await SendAsync(response, AwsEventWire.Chunk("""{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":100}}"""));
                    await SendAsync(response, AwsEventWire.Chunk(
                        """{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":300,"outputTokenCount":100}}"""));
                    break;
            }
        }

        // The second stream goes on only after its client has cancelled it.
        private async Task ConverseAsync(HttpResponse response, bool waits)
        {
            await SendAsync(response, AwsEventWire.Event("messageStart", """{"role":"assistant","p":"abc"}"""));
            foreach (string word in (string[])["Hello", " from", " Bedrock."])
            {
                await SendAsync(response, AwsEventWire.Event("contentBlockDelta", $$$"""{"contentBlockIndex":0,"delta":{"text":"{{{word}}}"},"p":"abcdef"}"""));
                await (waits ? _cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60)) : Task.CompletedTask);
            }

            await SendAsync(response, AwsEventWire.Event("messageStop", """{"stopReason":"end_turn"}"""));
            await SendAsync(response, AwsEventWire.Event("metadata", $$"""{"metrics":{"latencyMs":1},"usage":{{Usage}} }"""));
        }

        private static async Task SendAsync(HttpResponse response, byte[] message)
        {
            if (!response.HasStarted)
            {
                response.ContentType = "application/vnd.amazon.eventstream";
            }

            await response.Body.WriteAsync(message);
            await response.Body.FlushAsync();
        }
    }
}
