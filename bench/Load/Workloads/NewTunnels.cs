using System.Net.Security;

namespace BotBottle.Bench.Load.Workloads;

/// <summary>Opens a connection with its handshakes, sends one request and closes it.</summary>
/// <param name="name">The name in the tables.</param>
/// <param name="request">Head and body, for an authority.</param>
/// <param name="clients">The number of clients.</param>
internal sealed class NewTunnels(string name, Func<string, byte[]> request, int clients) : IWorkload
{
    public string Name => name;

    public string Unit => "request";

    public Task<IRunningLoad> OpenAsync(Way way) => Task.FromResult<IRunningLoad>(new Running(way, request(way.Authority), clients));

    private sealed class Running(Way way, byte[] request, int clients) : IRunningLoad
    {
        public Task<LoadFigure> RunAsync(TimeSpan time) => Clients.RepeatAsync(clients, time, async _ =>
        {
            await using SslStream stream = await way.ConnectAsync();
            await stream.WriteAsync(request);
            return request.Length + await new MessageStream(stream).ReadAnswerAsync();
        });

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
