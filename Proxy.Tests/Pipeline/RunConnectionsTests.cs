using System.Net.Sockets;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

public sealed class RunConnectionsTests
{
    [TestCase(250)]
    [TestCase(2500, Category = "Long")]
    public async Task Connections_that_close_at_once_leave_no_state(int each)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < each; i++)
            {
                using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
                await socket.ConnectAsync(outside.Proxy.Endpoint());
            }
        })));
        long start = Environment.TickCount64;
        while (outside.Proxy.Load.Connections > 0)
        {
            Assert.That(Environment.TickCount64 - start, Is.LessThan(20_000), $"{outside.Proxy.Load.Connections} are left");
            await Task.Yield();
        }
    }
}
