using System.Net;
using System.Net.Sockets;
using System.Text;
using BotBottle.Core.Hosts;
using BotBottle.Proxy.Tests.Support;
using BotBottle.Proxy.Transport;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Tests.Upstream;

/// <summary>The pending read of an idle connection.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class UpstreamConnectionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A pool checks after storing a connection whether it is still silent. Otherwise a connection that woke before it was stored would stay there dead.
    /// </summary>
    [TestCase("HTTP/1.1 200 Unasked\r\n\r\n")]
    [TestCase(null)]
    public async Task A_connection_is_not_silent_when_its_watcher_is_called(string? says)
    {
        using DeadlineClock clock = new(TimeProvider.System);
        (UpstreamConnection connection, Socket peer) = await ConnectAsync(clock);
        TaskCompletionSource<bool> woken = new();
        Assert.That(connection.Rest(Limit, resting => woken.SetResult(resting.IsStillSilent)), Is.True);
        Assert.That(connection.IsStillSilent, Is.True);
        if (says is not null)
        {
            await peer.SendAsync(Encoding.ASCII.GetBytes(says)).Within();
        }
        else
        {
            peer.Shutdown(SocketShutdown.Both);
        }
        Assert.That(await woken.Task.Within(), Is.False);
        await connection.DisposeAsync().Within();
        peer.Dispose();
    }

    [Test]
    public async Task A_connection_can_be_idle_and_in_use_in_turn([Values] bool answersFirst)
    {
        using DeadlineClock clock = new(TimeProvider.System);
        (UpstreamConnection connection, Socket peer) = await ConnectAsync(clock);
        for (int turn = 0; turn < 500; turn++)
        {
            int woken = 0;
            Assert.That(connection.Rest(Limit, _ => Interlocked.Increment(ref woken)), Is.True);
            byte[] answer = Encoding.ASCII.GetBytes($"answer {turn}");
            ValueTask<PeerRead> reading = default;
            if (!answersFirst)
            {
                reading = connection.ReadAsync(Limit);
            }
            await peer.SendAsync(answer).Within();
            PeerRead read = await (answersFirst ? connection.ReadAsync(Limit) : reading).Within();
            Assert.That(Encoding.ASCII.GetString(read.Buffer.FirstSpan), Is.EqualTo($"answer {turn}"));
            Assert.That(woken, Is.EqualTo(1));
            connection.Peer.AdvanceTo(read.Buffer.End);
        }
        Assert.That(connection.Rest(Limit, _ => { }), Is.True);
        await connection.DisposeAsync().Within();
        peer.Dispose();
    }

    /// <summary>A connection and its other end, on loopback.</summary>
    internal static async Task<(UpstreamConnection Connection, Socket Peer)> ConnectAsync(DeadlineClock clock)
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Socket own = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await own.ConnectAsync(listener.LocalEndPoint!).Within();
        Socket peer = await listener.AcceptAsync().Within();
        peer.NoDelay = true;
        Assert.That(Authority.TryParse("up.example:80"u8, null, out Authority authority), Is.True);
        return (new UpstreamConnection(new UpstreamTarget(authority, false), new PeerConnection(new SocketStream(own), clock), TimeProvider.System), peer);
    }
}
