using BotBottle.Core.Scan;

namespace BotBottle.Proxy.Responses;

/// <summary>
/// Keeps a credential that we put into a request from coming back in its response: an echo of the request would hand it to the agent. Of the body only
/// those bytes are held back that could be the beginning of it, so that a stream waits for nothing in practice. A coded body is decoded beside its
/// way and stopped at the piece that completes the credential, or ends well within it.
/// </summary>
/// <param name="search">Finds the credential.</param>
/// <param name="isCoded">Whether the body has a content coding.</param>
/// <param name="decoder">What undoes it; null where nothing does, and then nothing passes.</param>
internal sealed class ResponseScreen(SecretSearch search, bool isCoded, ContentDecoder? decoder) : IByteSink, IDisposable
{
    /// <summary>
    /// What of a credential may be begun where a coded piece ends: such a piece goes whole or not at all. A key's public prefix (<c>sk-ant-api03-</c>) is
    /// shorter.
    /// </summary>
    private const int MostBegun = 16;

    private readonly byte[] _joint = new byte[2 * search.Longest];
    private readonly byte[] _held = new byte[search.Longest];
    private readonly SecretTrace _decoded = new(search);
    private int _heldLength;
    private bool _found;

    /// <summary>Looks at the next segment and says what of the body may go on now.</summary>
    /// <param name="segment">The next bytes, as they are on the wire.</param>
    /// <param name="before">What was held back and may go now, first; valid until the next call.</param>
    /// <param name="now">What of the segment may go now.</param>
    /// <returns>False when the credential is there: nothing more may go.</returns>
    public bool TryPass(ReadOnlyMemory<byte> segment, out ReadOnlyMemory<byte> before, out ReadOnlyMemory<byte> now)
    {
        (before, now) = (default, segment);
        if (isCoded)
        {
            // What cannot be decoded cannot be searched either.
            return decoder?.Append(segment.Span, this) == DecodeStatus.Open && !_found && _decoded.Begun <= MostBegun;
        }
        ReadOnlySpan<byte> joint = Join(segment.Span);
        if (search.IsIn(joint) || search.IsIn(segment.Span))
        {
            return false;
        }
        bool isLong = segment.Length >= search.Longest;
        int begun = search.Begun(isLong ? segment.Span : joint);
        int passed = _heldLength + segment.Length - begun;
        int ofHeld = Math.Min(_heldLength, passed);
        now = segment[..(passed - ofHeld)];
        before = _joint.AsMemory(0, ofHeld);
        (isLong ? segment.Span : joint)[^begun..].CopyTo(_held);
        _heldLength = begun;
        return true;
    }

    /// <summary>What is still held back when the body has ended: it was no beginning.</summary>
    public ReadOnlyMemory<byte> Rest() => _held.AsMemory(0, _heldLength);

    public void Dispose() => decoder?.Dispose();

    /// <summary>The decoder's output, in pieces.</summary>
    void IByteSink.Append(ReadOnlySpan<byte> bytes) => _found |= _decoded.Append(bytes);

    // What was held and the front of what has come: enough for any form that begins in the one and ends in the other.
    private ReadOnlySpan<byte> Join(ReadOnlySpan<byte> next)
    {
        _held.AsSpan(0, _heldLength).CopyTo(_joint);
        int front = Math.Min(next.Length, _joint.Length - _heldLength);
        next[..front].CopyTo(_joint.AsSpan(_heldLength));
        return _joint.AsSpan(0, _heldLength + front);
    }
}
