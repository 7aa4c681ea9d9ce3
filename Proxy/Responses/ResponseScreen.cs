using BotBottle.Core.Scan;

namespace BotBottle.Proxy.Responses;

/// <summary>
/// Keeps a credential that the proxy put into a request out of its response: an echo of the request would give it to the agent. Only bytes that could be the
/// beginning of the credential are held back, so that a stream is hardly ever delayed. A coded body is decoded as well, and stopped at the piece that completes
/// the credential or ends well within it.
/// </summary>
/// <param name="search">Finds the credential.</param>
/// <param name="isCoded">True if the body has a content coding.</param>
/// <param name="decoder">Decodes it; null if the proxy cannot, when nothing is forwarded.</param>
internal sealed class ResponseScreen(SecretSearch search, bool isCoded, ContentDecoder? decoder) : IByteSink, IDisposable
{
    /// <summary>
    /// The longest beginning of a credential at the end of a coded piece, which is forwarded as a whole or not at all. A key's public prefix
    /// (<c>sk-ant-api03-</c>) is shorter.
    /// </summary>
    private const int MostBegun = 16;

    private readonly byte[] _joint = new byte[2 * search.Longest];
    private readonly byte[] _held = new byte[search.Longest];
    private readonly SecretTrace _decoded = new(search);
    private int _heldLength;
    private bool _found;

    /// <summary>Searches the next segment and returns the part of the body that may be sent now.</summary>
    /// <param name="segment">The next bytes, as they are on the wire.</param>
    /// <param name="before">Held bytes that may be sent now, first; valid until the next call.</param>
    /// <param name="now">The part of the segment that may be sent now.</param>
    /// <returns>False if the credential was found; nothing more may be sent.</returns>
    public bool TryPass(ReadOnlyMemory<byte> segment, out ReadOnlyMemory<byte> before, out ReadOnlyMemory<byte> now)
    {
        (before, now) = (default, segment);
        if (isCoded)
        {
            // A body that cannot be decoded cannot be searched either.
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

    /// <summary>The bytes that are still held at the end of the body; they did not begin the credential.</summary>
    public ReadOnlyMemory<byte> Rest() => _held.AsMemory(0, _heldLength);

    public void Dispose() => decoder?.Dispose();

    /// <summary>Receives the decoder's output in pieces.</summary>
    void IByteSink.Append(ReadOnlySpan<byte> bytes) => _found |= _decoded.Append(bytes);

    // Joins the held bytes and the beginning of the next ones: enough for any form of the credential that begins in the former and ends in the latter.
    private ReadOnlySpan<byte> Join(ReadOnlySpan<byte> next)
    {
        _held.AsSpan(0, _heldLength).CopyTo(_joint);
        int front = Math.Min(next.Length, _joint.Length - _heldLength);
        next[..front].CopyTo(_joint.AsSpan(_heldLength));
        return _joint.AsSpan(0, _heldLength + front);
    }
}
