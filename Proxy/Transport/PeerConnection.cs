using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;

namespace BotBottle.Proxy.Transport;

/// <summary>
/// One connection to a peer, plain or TLS: reads and writes with time limits, and an orderly and an abrupt end. Socket and TLS exceptions become return values
/// here. One reader and one writer at a time; <see cref="Abort"/> and <see cref="StopReading"/> are safe to call from any thread.
/// </summary>
internal sealed class PeerConnection : IDeadline, IAsyncDisposable
{
    private const int ReadSize = 16 * 1024;
    private const int LingerBytes = 256 * 1024;
    private const long Never = long.MaxValue;

    // tcp(7): the first byte of struct tcp_info is the connection's state.
    private const int ProtocolTcp = 6;
    private const int TcpInfo = 11;
    private const byte Established = 1;
    private const string TooSlow = "the peer took too long";

    /// <summary>
    /// The longest time for which a peer may stop reading, or read below the minimum rate: a person who stops an agent with Ctrl-Z finds the connection still
    /// open. Waiting costs a buffer and a place among the run's own connections.
    /// </summary>
    private static readonly TimeSpan StallLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LingerLimit = TimeSpan.FromSeconds(2);

    private readonly SocketStream _transport;
    private readonly Stream _stream;
    private readonly PipeReader _reader;
    private readonly DeadlineClock _clock;
    private string? _failure;
    private long _readDeadline = Never;
    private long _writeDeadline = Never;
    private RateAllowance _writing = new(StallLimit);
    private bool _released;

    /// <param name="transport">The connected socket, which is closed with the connection.</param>
    /// <param name="clock">Watches the time limits.</param>
    /// <param name="tls">A TLS session over the socket, after its handshake; null for plain text.</param>
    public PeerConnection(SocketStream transport, DeadlineClock clock, SslStream? tls = null)
    {
        _transport = transport;
        _stream = (Stream?)tls ?? transport;
        _clock = clock;
        // Zero-byte reads: a waiting connection holds no buffer (33 KiB per TLS pair).
        _reader = PipeReader.Create(
            _stream, new StreamPipeReaderOptions(bufferSize: ReadSize, minimumReadSize: 1024, leaveOpen: true, useZeroByteReads: true));
        Output = new WireWriter(_stream, transport);
        clock.Watch(this);
    }

    /// <summary>The output buffer; the next flush sends it.</summary>
    public WireWriter Output { get; }

    public DeadlineClock Clock => _clock;

    /// <summary>The first reason for which the connection broke; null if it has not.</summary>
    public string? Failure => Volatile.Read(ref _failure);

    long IDeadline.Deadline => Math.Min(Volatile.Read(ref _readDeadline), Volatile.Read(ref _writeDeadline));

    /// <summary>True if bytes were written that the peer cannot have received.</summary>
    public bool LostWrites { get; private set; }

    /// <summary>True if the connection broke because of a time-out.</summary>
    public bool TimedOut => ReferenceEquals(Failure, TooSlow);

    /// <summary>
    /// True if the peer has closed its side or the connection is broken, as far as the kernel knows (on Linux; false elsewhere). For callers that wait for
    /// something else while unread bytes of the peer keep a read from reporting it.
    /// </summary>
    public bool HasLeft
    {
        get
        {
            Span<byte> info = stackalloc byte[8];
            try
            {
                return Failure is not null
                    || OperatingSystem.IsLinux() && _transport.Socket.GetRawSocketOption(ProtocolTcp, TcpInfo, info) > 0 && info[0] != Established;
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The socket is not TCP, or is closed.
                return exception is ObjectDisposedException;
            }
        }
    }

    void IDeadline.Expire() => Abort(TooSlow);

    /// <summary>Reads until there are more bytes than were examined. A broken connection returns an empty buffer.</summary>
    /// <param name="limit">The time limit, after which the connection breaks.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<PeerRead> ReadAsync(TimeSpan limit)
    {
        ExtendRead(limit);
        try
        {
            ReadResult result = await _reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            if (result.IsCanceled)
            {
                _reader.AdvanceTo(result.Buffer.Start);
                return new PeerRead(ReadOnlySequence<byte>.Empty, PeerState.Stopped);
            }
            return new PeerRead(result.Buffer, result.IsCompleted ? PeerState.Ended : PeerState.Open);
        }
        catch (Exception exception) when (IsPeerFailure(exception))
        {
            Break(exception.Message);
            return new PeerRead(ReadOnlySequence<byte>.Empty, PeerState.Broken);
        }
        finally
        {
            Volatile.Write(ref _readDeadline, Never);
        }
    }

    /// <summary>Restarts the limit of the pending read.</summary>
    public void ExtendRead(TimeSpan limit) => Volatile.Write(ref _readDeadline, _clock.After(limit));

    /// <summary>Ends the pending read, or else the next one, without breaking the connection.</summary>
    public void StopReading() => _reader.CancelPendingRead();

    /// <summary>Returns bytes that are read and not examined; false if there are none, when the caller must not advance.</summary>
    public bool TryRead(out ReadOnlySequence<byte> buffer)
    {
        buffer = default;
        if (!_reader.TryRead(out ReadResult result))
        {
            return false;
        }
        if (result.IsCanceled || result.Buffer.IsEmpty)
        {
            _reader.AdvanceTo(result.Buffer.Start);
            return false;
        }
        buffer = result.Buffer;
        return true;
    }

    public void AdvanceTo(SequencePosition consumed) => _reader.AdvanceTo(consumed);

    public void AdvanceTo(SequencePosition consumed, SequencePosition examined) => _reader.AdvanceTo(consumed, examined);

    /// <summary>Writes the buffered bytes of <see cref="Output"/>; false if the connection is broken.</summary>
    public ValueTask<bool> FlushAsync() => WriteAsync(default, flush: true);

    /// <summary>Writes the buffered bytes and then <paramref name="data"/>, the last part of which may stay buffered until the next flush.</summary>
    public ValueTask<bool> WriteAsync(ReadOnlySequence<byte> data) => WriteAsync(data, flush: false);

    /// <summary>Breaks the connection at once with a reset, so that the peer cannot take the bytes it received for complete.</summary>
    public void Abort(string reason)
    {
        Break(reason);
        try
        {
            _transport.Socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The socket is closed already.
        }
        _transport.Socket.Dispose();
    }

    /// <summary>
    /// Closes the proxy's side (close_notify and FIN) and keeps reading for a moment. Closing a socket with unread bytes would send a reset, which could
    /// overtake the response before the peer reads it.
    /// </summary>
    public async ValueTask CloseAsync()
    {
        if (!await FlushAsync().ConfigureAwait(false))
        {
            return;
        }
        if (!await EndSendingAsync().ConfigureAwait(false))
        {
            return;
        }
        long seen = 0;
        long until = _clock.After(LingerLimit);
        PeerRead read = await ReadAsync(LingerLimit).ConfigureAwait(false);
        while (read.State is PeerState.Open or PeerState.Stopped && seen < LingerBytes && _clock.Now < until)
        {
            seen += read.Buffer.Length;
            if (read.IsOpen)
            {
                AdvanceTo(read.Buffer.End);
            }
            read = await ReadAsync(LingerLimit).ConfigureAwait(false);
        }
    }

    /// <summary>Releases the plain connection and returns its socket. Bytes that were read and not consumed can be read again.</summary>
    public SocketStream Detach()
    {
        if (TryRead(out ReadOnlySequence<byte> buffer))
        {
            _transport.Unread(buffer);
            AdvanceTo(buffer.End);
        }
        Release();
        return _transport;
    }

    public async ValueTask DisposeAsync()
    {
        if (_released)
        {
            return;
        }
        Release();
        await _stream.DisposeAsync().ConfigureAwait(false); // with TLS, it disposes the transport, too
        _transport.Socket.Dispose();
    }

    private static bool IsPeerFailure(Exception exception) =>
        exception is IOException or SocketException or ObjectDisposedException or AuthenticationException;

    // The close_notify is a write as well; a peer that reads nothing must not block it.
    private async ValueTask<bool> EndSendingAsync()
    {
        Volatile.Write(ref _writeDeadline, _clock.After(LingerLimit));
        try
        {
            if (_stream is SslStream tls)
            {
                await tls.ShutdownAsync().ConfigureAwait(false);
            }
            _transport.Socket.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (Exception exception) when (IsPeerFailure(exception))
        {
            Break(exception.Message);
            return false;
        }
        finally
        {
            Volatile.Write(ref _writeDeadline, Never);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WriteAsync(ReadOnlySequence<byte> data, bool flush)
    {
        long start = _clock.Now;
        long written = Output.Written;
        Volatile.Write(ref _writeDeadline, _clock.After(_writing.Left));
        try
        {
            bool waits = false;
            foreach (ReadOnlyMemory<byte> segment in data)
            {
                ValueTask write = Output.WriteAsync(segment);
                waits |= !write.IsCompleted;
                await write.ConfigureAwait(false);
            }
            if (flush)
            {
                ValueTask last = Output.FlushAsync();
                waits |= !last.IsCompleted;
                await last.ConfigureAwait(false);
            }
            // A write that the kernel accepts at once counts as no wait, even if the clock ticks meanwhile.
            _writing.Spend(waits ? _clock.Now - start : 0, Output.Written - written);
            // The reader may have found the connection broken; bytes that are still buffered are then lost.
            LostWrites |= Failure is not null && Output.Gathered > 0;
            return Failure is null;
        }
        catch (Exception exception) when (IsPeerFailure(exception))
        {
            Break(exception.Message);
            LostWrites = true;
            return false;
        }
        finally
        {
            Volatile.Write(ref _writeDeadline, Never);
        }
    }

    private void Release()
    {
        _released = true;
        _clock.Forget(this);
        _reader.Complete();
        Output.Release();
    }

    private void Break(string reason) => Interlocked.CompareExchange(ref _failure, reason, null);
}
