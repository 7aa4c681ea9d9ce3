using System.Buffers;
using System.Runtime.CompilerServices;
using BotBottle.Core.Http1;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Bodies;

/// <summary>
/// Reads the body behind a head. What <see cref="TryNext"/> gives is the peer's own memory, valid until the next <see cref="FillAsync"/>.
/// <code>
/// reader.Begin(framing);
/// do
/// {
///     do
///     {
///         while (reader.TryNext(out content)) { Forward(content); }
///     }
///     while (reader.TryFill());
///     more = reader.FillAsync();
///     if (!more.IsCompleted) { Flush(); }       // nothing more has come: what came must not wait
/// }
/// while (await more);
/// reader.End();                                 // IsDone, or Fault says why not
/// </code>
/// </summary>
internal sealed class BodyReader(PeerConnection peer, BodyPace pace)
{
    private readonly BodyDecoder _decoder = new();
    private ReadOnlySequence<byte> _rest;
    private bool _holds;
    private bool _untilCloseEnded;
    private RateAllowance _allowance;

    /// <summary>Whether the whole body has been given out; true with the piece that completes a body of known length.</summary>
    public bool IsDone => _decoder.IsDone || _untilCloseEnded;

    public BodyFault Fault { get; private set; }

    /// <summary>How much is still to come; null where nobody knows.</summary>
    public long? BytesLeft => _decoder.BytesLeft;

    /// <summary>What is malformed, where <see cref="Fault"/> says so.</summary>
    public RejectionReason Rejection => _decoder.Rejection;

    public void Begin(MessageFraming framing)
    {
        _decoder.Reset(framing);
        _rest = default;
        _holds = false;
        _untilCloseEnded = false;
        _allowance = new RateAllowance(pace.Grace);
        Fault = BodyFault.None;
    }

    /// <summary>The next content of what has been read; false when more has to be read, or nothing comes any more.</summary>
    public bool TryNext(out ReadOnlySequence<byte> content)
    {
        content = default;
        if (!_holds)
        {
            return false;
        }
        BodyStatus status = _decoder.Decode(_rest, out content, out SequencePosition consumed);
        _rest = _rest.Slice(consumed);
        if (status == BodyStatus.Rejected)
        {
            Fault = BodyFault.Malformed;
        }
        return status == BodyStatus.Content;
    }

    /// <summary>Takes what has been read already, without waiting; false when nothing has.</summary>
    public bool TryFill()
    {
        if (IsDone || Fault != BodyFault.None)
        {
            return false;
        }
        LetGo();
        _holds = peer.TryRead(out _rest);
        return _holds;
    }

    /// <summary>Waits for more; false when the body is done or <see cref="Fault"/> says why there is none.</summary>
    /// <param name="atMost">A limit of the caller's own, below that of the body's pace.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> FillAsync(TimeSpan? atMost = null)
    {
        if (IsDone || Fault != BodyFault.None)
        {
            return false;
        }
        LetGo();
        TimeSpan? pause = _decoder.MayPause ? pace.Pause : null;
        TimeSpan limit = pause ?? _allowance.Left;
        long start = peer.Clock.Now;
        PeerRead read = await peer.ReadAsync(atMost < limit ? atMost.Value : limit).ConfigureAwait(false);
        if (pause is null)
        {
            _allowance.Spend(peer.Clock.Now - start, read.Buffer.Length);
        }
        if (read.State is PeerState.Broken or PeerState.Stopped)
        {
            Fault = read.State == PeerState.Broken ? BodyFault.Broken : BodyFault.Stopped;
            return false;
        }
        _rest = read.Buffer;
        _holds = true;
        if (read.IsOpen || !read.Buffer.IsEmpty)
        {
            return true;
        }
        _untilCloseEnded = _decoder.AtEnd() == BodyEnd.Complete;
        Fault = _untilCloseEnded ? BodyFault.None : BodyFault.Truncated;
        return false;
    }

    /// <summary>Waits no longer for a fill that was begun; what came meanwhile is there for the next one.</summary>
    public async ValueTask StopAsync(ValueTask<bool> fill)
    {
        peer.StopReading();
        await fill.ConfigureAwait(false);
        if (Fault == BodyFault.Stopped)
        {
            Fault = BodyFault.None;
            return;
        }
        // It came first; the stop would end the next read instead.
        LetGo();
        _holds = peer.TryRead(out _rest);
    }

    /// <summary>Leaves to the next message what lies behind the body.</summary>
    public void End() => LetGo();

    private void LetGo()
    {
        if (_holds)
        {
            _holds = false;
            peer.AdvanceTo(_rest.Start);
        }
    }
}
