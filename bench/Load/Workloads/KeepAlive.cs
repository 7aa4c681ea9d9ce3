using System.Net.Security;

namespace BotBottle.Bench.Load.Workloads;

/// <summary>Repeats the same request on open connections.</summary>
/// <param name="name">The name in the tables.</param>
/// <param name="request">Head and body, for an authority.</param>
/// <param name="connections">The number of clients.</param>
internal sealed class KeepAlive(string name, Func<string, byte[]> request, int connections) : IWorkload
{
    public string Name => name;

    public string Unit => "request";

    public async Task<IRunningLoad> OpenAsync(Way way)
    {
        SslStream[] streams = new SslStream[connections];
        for (int i = 0; i < streams.Length; i++)
        {
            streams[i] = await way.ConnectAsync();
        }
        return new Running(streams, request(way.Authority));
    }

    private sealed class Running(SslStream[] connections, byte[] request) : IRunningLoad
    {
        private readonly MessageStream[] _answers = [.. connections.Select(connection => new MessageStream(connection))];

        public Task<LoadFigure> RunAsync(TimeSpan time) => Clients.RepeatAsync(connections.Length, time, async client =>
        {
            await connections[client].WriteAsync(request);
            return request.Length + await _answers[client].ReadAnswerAsync();
        });

        public async ValueTask DisposeAsync()
        {
            foreach (SslStream connection in connections)
            {
                await connection.DisposeAsync();
            }
        }
    }
}
