using System.Buffers;
using System.Net;
using System.Net.Sockets;
using BotBottle.Proxy.Tests.Support;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Tests.Transport;

/// <summary>Over a real pair of sockets.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SocketStreamTests : IDisposable
{
    private readonly Socket _peer;
    private readonly Socket _own;
    private readonly SocketStream _stream;

    public SocketStreamTests()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _peer.Connect(listener.LocalEndPoint!);
        _own = listener.Accept();
        _stream = new SocketStream(_own);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _own.Dispose();
        _peer.Dispose();
    }

    [TestCase(1)]
    [TestCase(7_000)]
    [TestCase(16_406)]
    [TestCase(500_000)]
    public async Task Bytes_are_read_completely_and_in_order_for_any_piece_size(int piece)
    {
        byte[] all = Bytes(piece == 1 ? 70_000 : 500_000);
        Task sending = Task.Run(async () =>
        {
            for (int sent = 0; sent < all.Length;)
            {
                sent += await _peer.SendAsync(all.AsMemory(sent));
            }
            _peer.Shutdown(SocketShutdown.Send);
        });
        using MemoryStream read = new();
        byte[] buffer = new byte[piece];
        while (true)
        {
            await _stream.ReadAsync(Memory<byte>.Empty).AsTask().Within();
            int count = await _stream.ReadAsync(buffer).AsTask().Within();
            if (count == 0)
            {
                break;
            }
            read.Write(buffer, 0, count);
        }
        await sending.Within();
        Assert.That(read.ToArray(), Is.EqualTo(all));
    }

    [Test]
    public async Task A_waiting_read_gets_the_next_bytes()
    {
        byte[] buffer = new byte[10];
        Task<int> plain = _stream.ReadAsync(buffer).AsTask();
        Assert.That(plain.IsCompleted, Is.False);
        await _peer.SendAsync("abc"u8.ToArray());
        Assert.That(await plain.Within(), Is.EqualTo(3));

        Task<int> empty = _stream.ReadAsync(Memory<byte>.Empty).AsTask();
        Assert.That(empty.IsCompleted, Is.False, "nothing has arrived");
        await _peer.SendAsync("de"u8.ToArray());
        Assert.That(await empty.Within(), Is.Zero);
        Task<int> read = _stream.ReadAsync(buffer).AsTask();
        Assert.That((read.IsCompleted, await read), Is.EqualTo((true, 2)));
    }

    [Test]
    public async Task Unread_bytes_are_read_again_before_the_rest()
    {
        await _peer.SendAsync("hello, world"u8.ToArray());
        byte[] buffer = new byte[20];
        Assert.That(await _stream.ReadAsync(buffer.AsMemory(0, 7)).AsTask().Within(), Is.EqualTo(7));
        _stream.Unread(new ReadOnlySequence<byte>(buffer, 5, 2));
        _stream.Unread(ReadOnlySequence<byte>.Empty);
        _stream.Unread(new ReadOnlySequence<byte>("HELLO"u8.ToArray()));
        Assert.That(_stream.ReadAsync(Memory<byte>.Empty).AsTask().IsCompleted, Is.True);
        int count = await _stream.ReadAsync(buffer).AsTask().Within();
        Assert.That(buffer[..count], Is.EqualTo("HELLO, world"u8.ToArray()));
    }

    [Test]
    public async Task Buffered_bytes_wait_until_they_are_sent()
    {
        byte[] all = Bytes(30_000);
        _stream.Gather();
        await _stream.WriteAsync(all.AsMemory(0, 10_000)).AsTask().Within();
        await _stream.WriteAsync(all.AsMemory(10_000, 10_000)).AsTask().Within();
        Assert.That((_stream.Gathered, _peer.Available), Is.EqualTo((20_000, 0)));
        await _stream.SendGatheredAsync().AsTask().Within();
        Assert.That(_stream.Gathered, Is.Zero);
        await _stream.WriteAsync(all.AsMemory(20_000)).AsTask().Within();
        Assert.That(_stream.Gathered, Is.Zero, "nothing is buffered any more");
        Assert.That(await ReceiveAsync(all.Length), Is.EqualTo(all));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public async Task Order_is_kept_and_the_buffer_limited_for_any_sizes(int seed)
    {
        Random random = new(seed);
        byte[] all = Bytes(3_000_000);
        Task<byte[]> received = ReceiveAsync(all.Length);
        for (int written = 0; written < all.Length;)
        {
            int count = Math.Min(
                all.Length - written, random.Next(4) switch { 0 => random.Next(10), 1 => random.Next(20_000), 2 => 16_406, _ => random.Next(200_000) });
            if (random.Next(5) == 0)
            {
                await _stream.SendGatheredAsync().AsTask().Within();
            }
            else
            {
                _stream.Gather();
            }
            await _stream.WriteAsync(all.AsMemory(written, count)).AsTask().Within();
            Assert.That(_stream.Gathered, Is.LessThan(66_000));
            written += count;
        }
        await _stream.SendGatheredAsync().AsTask().Within();
        Assert.That(await received.Within(), Is.EqualTo(all));
    }

    [Test]
    public async Task A_reset_is_an_error_and_an_end_is_not()
    {
        _peer.LingerState = new LingerOption(true, 0);
        _peer.Close();
        Assert.That(async () => await _stream.ReadAsync(new byte[1]).AsTask().Within(), Throws.InstanceOf<SocketException>());

        using SocketStreamTests other = new();
        other._peer.Shutdown(SocketShutdown.Send);
        Assert.That(await other._stream.ReadAsync(Memory<byte>.Empty).AsTask().Within(), Is.Zero);
        Assert.That(await other._stream.ReadAsync(new byte[1]).AsTask().Within(), Is.Zero);
    }

    private async Task<byte[]> ReceiveAsync(int length)
    {
        byte[] all = new byte[length];
        for (int read = 0; read < length;)
        {
            int count = await _peer.ReceiveAsync(all.AsMemory(read));
            Assert.That(count, Is.Positive, "the end arrived early");
            read += count;
        }
        return all;
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 31) ^ (i >> 8)))];
}
