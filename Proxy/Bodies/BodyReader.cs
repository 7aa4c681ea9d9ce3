using System.Buffers;
using System.Runtime.CompilerServices;
using BotBottle.Core.Http1;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Bodies;

/// <summary>
/// Reads the body after a head. <see cref="TryTake"/> returns the connection's own memory, which is valid until the next call.
/// <code>
/// reader.Begin(framing);
/// do
/// {
///     while (reader.TryTake(out content)) { Forward(content); }
/// }
/// while (await reader.FillAsync());             // BodyPump.NextAsync in its place does not delay what arrived
/// reader.End();                                 // IsDone is true, or Fault has the reason
/// </code>
/// </summary>
internal sealed class BodyReader(PeerConnection peer, BodyPace pace)
{
    private readonly BodyDecoder _decoder = new();
    private ReadOnlySequence<byte> _rest;
    private bool _holds;
    private bool _untilCloseEnded;
    private RateAllowance _allowance;

    /// <summary>True if the whole body has been returned. It becomes true with the piece that completes a body of known length.</summary>
    public bool IsDone => _decoder.IsDone || _untilCloseEnded;

    public BodyFault Fault { get; private set; }

    /// <summary>The number of bytes that must follow; null if unknown.</summary>
    public long? BytesLeft => _decoder.BytesLeft;

    /// <summary>The error of a malformed body, if <see cref="Fault"/> is <see cref="BodyFault.Malformed"/>.</summary>
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

    /// <summary>Returns the next content that has been read; false if more must be read or the body has ended.</summary>
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

    /// <summary>Returns the next content that has arrived, without waiting; false if there is none.</summary>
    public bool TryTake(out ReadOnlySequence<byte> content)
    {
        do
        {
            if (TryNext(out content))
            {
                return true;
            }
        }
        while (TryFill());
        return false;
    }

    // Takes bytes that have been read already, without waiting; false if there are none.
    private bool TryFill()
    {
        if (IsDone || Fault != BodyFault.None)
        {
            return false;
        }
        LetGo();
        _holds = peer.TryRead(out _rest);
        return _holds;
    }

    /// <summary>Waits for more bytes; false if the body is complete or has a <see cref="Fault"/>.</summary>
    /// <param name="atMost">The caller's limit, if it is shorter than that of the body's pace.</param>
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

    /// <summary>Cancels a pending fill. Bytes that arrived meanwhile are kept for the next one.</summary>
    public async ValueTask StopAsync(ValueTask<bool> fill)
    {
        peer.StopReading();
        await fill.ConfigureAwait(false);
        if (Fault == BodyFault.Stopped)
        {
            Fault = BodyFault.None;
            return;
        }
        // The fill completed first. The stop would end the next read instead.
        LetGo();
        _holds = peer.TryRead(out _rest);
    }

    /// <summary>Leaves the bytes after the body to the next message.</summary>
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
