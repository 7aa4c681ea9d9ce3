using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.WebSockets;

/// <summary>A controller, a proxy and a WebSocket that is open on both sides.</summary>
internal sealed class MeteredSocket(FakeController controller, Outside outside, WebSocketPeer client, WebSocketPeer upstream, TaskCompletionSource done)
    : IAsyncDisposable
{
    /// <summary>A call.</summary>
    public const string Create = """{"type":"response.create","model":"gpt-x","input":"hello","max_output_tokens":50}""";

    public FakeController Controller => controller;

    public WebSocketPeer Client => client;

    public WebSocketPeer Upstream => upstream;

    public static async Task<MeteredSocket> StartAsync(bool unsupervised = false)
    {
        FakeController controller = new();
        controller.Order(RunOrders.Open);
        TaskCompletionSource<WebSocketPeer> accepted = new();
        TaskCompletionSource done = new();
        Outside outside = await Outside.WithAsync(
            async peer =>
            {
                accepted.SetResult((await WebSocketPeer.AcceptAsync(peer)).Socket);
                await done.Task;
            },
            controller.Options with { Unsupervised = unsupervised });
        await FakeController.ReadyAsync(outside.Proxy);
        WebSocketPeer client = await WebSocketPeer.OpenAsync(outside.Proxy, Outside.OpenAi, "/v1/responses");
        return new MeteredSocket(controller, outside, client, await accepted.Task.Within(), done);
    }

    /// <summary>The event that begins a response.</summary>
    public static string Created(string id, string? lane = null) =>
        $$"""{"type":"response.created","response":{"id":"{{id}}","status":"in_progress","usage":null}{{Lane(lane)}}}""";

    /// <summary>The event that ends it, with its usage; five of the input come from a cache, two of the output are reasoning.</summary>
    public static string Completed(string id, long input, long output, string? lane = null) =>
        $$$"""{"type":"response.completed","response":{"id":"{{{id}}}","status":"completed","model":"gpt-x-1","usage":{"input_tokens":{{{input}}},"input_tokens_details":{"cached_tokens":{{{Math.Min(5, input)}}}},"output_tokens":{{{output}}},"output_tokens_details":{"reasoning_tokens":{{{Math.Min(2, output)}}}},"total_tokens":{{{input + output}}}}}{{{Lane(lane)}}}}""";

    public Task<UsageReport> ReportAsync() => controller.Reports.Reader.ReadAsync().Within();

    /// <summary>Waits until the sent orders have reached the proxy.</summary>
    public async Task WaitForOrdersAsync(bool cut)
    {
        await using RawClient other = await outside.Proxy.ConnectAsync();
        string body;
        do
        {
            await other.SendAsync("GET http://_egress.local/budget HTTP/1.1\r\nHost: _egress.local\r\n\r\n");
            (_, body) = await other.ReadMessageAsync();
        }
        while (body.StartsWith("{\"cut\":null,\"closed\":null", StringComparison.Ordinal) == cut);
    }

    public async ValueTask DisposeAsync()
    {
        done.SetResult();
        await client.DisposeAsync();
        await outside.DisposeAsync();
        await controller.DisposeAsync();
    }

    private static string Lane(string? lane) => lane is null ? "" : $",\"stream_id\":\"{lane}\"";
}
