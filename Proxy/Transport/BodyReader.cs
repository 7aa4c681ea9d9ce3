using System.Buffers;
using System.Runtime.CompilerServices;
using BotBottle.Core.Http1;

namespace BotBottle.Proxy.Transport;

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

/// <summary>The reason why a body is incomplete.</summary>
internal enum BodyFault
{
    /// <summary>The body is complete, or may still become so.</summary>
    None,

    /// <summary>The peer ended the connection before the body's end.</summary>
    Truncated,

    /// <summary>The connection broke.</summary>
    Broken,

    /// <summary>The chunked coding is malformed.</summary>
    Malformed,

    /// <summary>The proxy stopped reading.</summary>
    Stopped,
}

/// <summary>The limits on a slow body.</summary>
/// <param name="Grace">The time for which the sender may pause or stay below the minimum rate (<see cref="RateAllowance"/>), at places where more
/// bytes must follow.</param>
/// <param name="Pause">The time for which the sender may pause at places where more bytes need not follow: between two chunks, and in a body that ends with its
/// connection. If null, the minimum rate applies there as well.</param>
internal sealed record BodyPace(TimeSpan Grace, TimeSpan? Pause)
{
    /// <summary>The pace of requests: a client has its whole request and sends it.</summary>
    public static BodyPace OfRequests { get; } = new(TimeSpan.FromSeconds(30), null);

    /// <summary>
    /// The pace of responses: a model may send nothing for minutes, or a comment of a few bytes every 15 seconds. Official clients wait ten minutes. A sender
    /// that states the length of the body or of a chunk has all of it.
    /// </summary>
    public static BodyPace OfAnswers { get; } = new(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(15));
}

/// <summary>The step that repeats in the forwarding of a request's body and of a response's: bytes that have arrived must not wait for later ones.</summary>
internal static class BodyPump
{
    /// <summary>Waits for more of a body, and flushes the sink first if nothing more has arrived.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<BodyStep> NextAsync(BodyReader source, BodyWriter sink)
    {
        ValueTask<bool> more = source.FillAsync();
        if (!more.IsCompleted && !await sink.FlushAsync().ConfigureAwait(false))
        {
            await source.StopAsync(more).ConfigureAwait(false);
            return BodyStep.ReceiverGone;
        }
        return await more.ConfigureAwait(false) ? BodyStep.More : BodyStep.End;
    }
}

/// <summary>Result of <see cref="BodyPump.NextAsync"/>.</summary>
internal enum BodyStep
{
    /// <summary>More has arrived.</summary>
    More,

    /// <summary>The body is complete or has a <see cref="BodyReader.Fault"/>.</summary>
    End,

    /// <summary>The receiver is gone. The source is not read any further.</summary>
    ReceiverGone,
}
