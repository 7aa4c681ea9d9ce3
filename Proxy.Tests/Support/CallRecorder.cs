using System.Threading.Channels;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>A provider that keeps each whole request, and responds to it.</summary>
internal sealed class CallRecorder : IAsyncDisposable
{
    public Channel<(string Head, string Body)> Requests { get; } = Channel.CreateUnbounded<(string Head, string Body)>();

    public required Outside Outside { get; init; }

    public static async Task<CallRecorder> StartAsync(TestProxyOptions? options = null)
    {
        CallRecorder? provider = null;
        provider = new CallRecorder { Outside = await Outside.WithAsync(peer => provider!.ServeAsync(peer), options) };
        return provider;
    }

    public Task<RawClient> TunnelAsync() => Outside.Proxy.TunnelAsync($"{Outside.Claude}:443");

    public ValueTask DisposeAsync() => Outside.DisposeAsync();

    private async Task ServeAsync(WirePeer peer)
    {
        try
        {
            while (true)
            {
                await Requests.Writer.WriteAsync(await peer.ReadMessageAsync());
                await peer.SendAsync(Script.Json(ModelCalls.AnthropicJson));
            }
        }
        catch (Exception exception) when (exception is IOException)
        {
            // The proxy ended the connection, at a place that the test checks.
        }
    }
}