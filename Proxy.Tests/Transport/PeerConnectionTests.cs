using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Http1;
using BotBottle.Proxy.Tests.Support;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Tests.Transport;

/// <summary>The proxy's side of a TLS connection whose peer handles records, ends and resets in any way.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PeerConnectionTests : IDisposable
{
    private static readonly TestAuthority Authority = new();
    private static readonly X509Certificate2 Certificate = Authority.Certify("own.example");

    private readonly DeadlineClock _clock = new(TimeProvider.System);
    private Socket _socket = null!;
    private Socket _peerSocket = null!;
    private CutStream _cut = null!;
    private SslStream _peer = null!;
    private PeerConnection _own = null!;

    [SetUp]
    public async Task ConnectAsync()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _peerSocket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await _peerSocket.ConnectAsync(listener.LocalEndPoint!).Within();
        _socket = await listener.AcceptAsync().Within();
        SocketStream transport = new(_socket);
        SslStream own = new(transport);
        _cut = new CutStream(new NetworkStream(_peerSocket, ownsSocket: false));
        _peer = new SslStream(_cut);
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(Authority.Pem));
        await Task.WhenAll(
            own.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate, AllowRenegotiation = false }),
            _peer.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "own.example", CertificateChainPolicy = policy })).Within();
        _own = new PeerConnection(transport, _clock, own);
    }

    public void Dispose()
    {
        _peer.Dispose();
        _peerSocket.Dispose();
        _socket.Dispose();
        _clock.Dispose();
    }

    /// <summary>As when a client leaves during the response to its call: the rest is still read for its usage.</summary>
    [TestCase(1)]
    [TestCase(5)]
    [TestCase(6_000)]
    [TestCase(9_020)]
    public async Task A_body_stopped_within_a_record_can_be_read_on(int cut)
    {
        byte[] all = Bytes(18_000);
        BodyReader body = Body(all.Length);
        await _peer.WriteAsync(all.AsMemory(0, 1_000)).Within();
        Assert.That(await body.FillAsync().Within(), Is.True);
        List<byte> read = Take(body);
        ValueTask<bool> more = body.FillAsync();
        _cut.Passes = cut;
        await _peer.WriteAsync(all.AsMemory(1_000, 9_000)).Within();
        await TakenAsync();
        await body.StopAsync(more).Within();
        Assert.That((body.Fault, body.IsDone), Is.EqualTo((BodyFault.None, false)));
        await _cut.ReleaseAsync();
        await _peer.WriteAsync(all.AsMemory(10_000)).Within();
        while (await body.FillAsync().Within())
        {
            read.AddRange(Take(body));
        }
        Assert.That(read.SequenceEqual(all), Is.True);
        await _own.DisposeAsync();
    }

    [Test]
    public async Task A_fill_can_be_stopped_at_any_time_without_loss()
    {
        byte[] all = Bytes(400_000);
        Random random = new(1);
        Task sending = Task.Run(async () =>
        {
            for (int sent = 0, count; sent < all.Length; sent += count)
            {
                count = Math.Min(all.Length - sent, 1 + (sent % 701));
                await _peer.WriteAsync(all.AsMemory(sent, count));
            }
        });
        BodyReader body = Body(all.Length);
        List<byte> read = [];
        int stopped = 0;
        while (!body.IsDone)
        {
            ValueTask<bool> more = body.FillAsync();
            if (more.IsCompleted || random.Next(3) == 0)
            {
                Assert.That(await more.Within() || body.IsDone, Is.True, body.Fault.ToString());
            }
            else
            {
                Thread.SpinWait(random.Next(2_000));
                await body.StopAsync(more).Within();
                stopped++;
            }
            read.AddRange(Take(body));
        }
        await sending.Within();
        Assert.That(read.SequenceEqual(all), Is.True);
        TestContext.Out.WriteLine($"stopped {stopped} times");
        await _own.DisposeAsync();
    }

    [TestCase(1)]
    [TestCase(40_000)]
    [TestCase(700_000)]
    public async Task Everything_written_is_sent_before_the_end(int length)
    {
        byte[] all = Bytes(length);
        Assert.That(await _own.WriteAsync(new ReadOnlySequence<byte>(all)).Within(), Is.True);
        Task closing = _own.CloseAsync().AsTask();
        byte[] received = await ReceiveAsync();
        await _peer.ShutdownAsync().Within();
        _peerSocket.Shutdown(SocketShutdown.Send);
        await closing.Within();
        Assert.That(received.SequenceEqual(all), Is.True);
        await _own.DisposeAsync();
    }

    [TestCase(1)]
    [TestCase(100_000)]
    public async Task Bytes_that_arrive_with_the_end_are_read(int length)
    {
        byte[] all = Bytes(length);
        await _peer.WriteAsync(all).Within();
        await _peer.ShutdownAsync().Within();
        _peerSocket.Shutdown(SocketShutdown.Send);
        List<byte> read = [];
        PeerRead next;
        do
        {
            next = await _own.ReadAsync(TimeSpan.FromSeconds(20)).Within();
            read.AddRange(next.Buffer.ToArray());
            _own.AdvanceTo(next.Buffer.End);
        }
        while (next.IsOpen);
        Assert.That(next.State, Is.EqualTo(PeerState.Ended));
        Assert.That(read.SequenceEqual(all), Is.True);
        await _own.DisposeAsync();
    }

    [Test]
    public async Task An_abort_from_another_thread_ends_every_wait([Range(0, 9)] int turn)
    {
        byte[] all = Bytes(8_000_000);
        ValueTask<PeerRead> read = _own.ReadAsync(TimeSpan.FromMinutes(1));
        ValueTask<bool> write = _own.WriteAsync(new ReadOnlySequence<byte>(all));
        Assert.That((read.IsCompleted, write.IsCompleted), Is.EqualTo((false, false)));
        await Task.Run(() =>
        {
            Thread.SpinWait(turn * 1_000);
            _own.Abort("by another");
        }).Within();
        Assert.That((await write.Within(), (await read.Within()).State), Is.EqualTo((false, PeerState.Broken)));
        Assert.That((_own.LostWrites, _own.Failure), Is.EqualTo((true, "by another")));
        await _own.DisposeAsync();
    }

    private BodyReader Body(int length)
    {
        BodyReader body = new(_own, BodyPace.OfAnswers);
        body.Begin(MessageFraming.OfLength(length));
        return body;
    }

    private static List<byte> Take(BodyReader body)
    {
        List<byte> read = [];
        while (body.TryNext(out ReadOnlySequence<byte> content))
        {
            read.AddRange(content.ToArray());
        }
        return read;
    }

    private async Task TakenAsync()
    {
        long until = Environment.TickCount64 + 20_000;
        while (_socket.Available > 0 && Environment.TickCount64 < until)
        {
            await Task.Yield();
        }
        Assert.That(_socket.Available, Is.Zero);
    }

    private async Task<byte[]> ReceiveAsync()
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = await _peer.ReadAsync(buffer).Within()) > 0)
        {
            all.Write(buffer, 0, count);
        }
        return all.ToArray();
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 31) ^ (i >> 8)))];

    /// <summary>Forwards the first bytes of the writes, and the rest on demand.</summary>
    private sealed class CutStream(Stream inner) : Stream
    {
        private readonly MemoryStream _kept = new();

        /// <summary>The number of bytes that still pass; null for all.</summary>
        public int? Passes { get; set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public async Task ReleaseAsync()
        {
            Passes = null;
            await inner.WriteAsync(_kept.ToArray());
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int now = Math.Min(buffer.Length, Passes ?? buffer.Length);
            Passes -= now;
            await inner.WriteAsync(buffer[..now], cancellationToken);
            _kept.Write(buffer.Span[now..]);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer, cancellationToken);

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
