using System.Buffers;
using BotBottle.Proxy.Bodies;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Outbound;

/// <summary>
/// What of a body has come and must not go on yet: the piece that is being looked at, where it lies, and the ends of earlier ones, copied. Where nothing is
/// held back, nothing is copied.
/// <code>
/// hold.Add(content);
/// await hold.ReleaseAsync(keep);                // writes all but the last `keep` bytes
/// hold.Keep();                                  // before the content's memory goes
/// </code>
/// </summary>
/// <param name="sink">Where the body goes.</param>
/// <param name="copy">Gets what goes on, as it goes on; null where nobody asks for it.</param>
internal sealed class BodyHold(BodyWriter sink, BodyCopy? copy = null) : IDisposable
{
    private const int LeastRoom = 4 * 1024;

    private byte[] _kept = [];
    private int _keptLength;
    private ReadOnlySequence<byte> _piece;
    private long _released;

    /// <summary>How many bytes have come and did not go on.</summary>
    public long Length => _keptLength + _piece.Length;

    /// <summary>The next piece of the body; its memory is used until <see cref="Keep"/>.</summary>
    public void Add(in ReadOnlySequence<byte> piece) => _piece = piece;

    /// <summary>Writes asterisks over bytes that have not gone on.</summary>
    /// <param name="start">Where they begin: bytes from the beginning of the body.</param>
    /// <param name="length">How many.</param>
    public void Mask(long start, int length)
    {
        // The piece is the peer's memory; what is changed has to be ours.
        Keep();
        _kept.AsSpan((int)(start - _released), length).Fill((byte)'*');
    }

    /// <summary>Writes all but the last <paramref name="keep"/> bytes. False when the receiver is gone.</summary>
    public async ValueTask<bool> ReleaseAsync(long keep)
    {
        long go = Length - keep;
        _released += Math.Max(0, go);
        int ofKept = (int)Math.Min(go, _keptLength);
        if (ofKept > 0)
        {
            ReadOnlySequence<byte> kept = new(_kept, 0, ofKept);
            copy?.Append(kept);
            if (!await sink.WriteAsync(kept).ConfigureAwait(false))
            {
                return false;
            }
            _keptLength -= ofKept;
            _kept.AsSpan(ofKept, _keptLength).CopyTo(_kept);
        }
        if (go <= ofKept || _piece.IsEmpty)
        {
            return true;
        }
        ReadOnlySequence<byte> front = _piece.Slice(0, go - ofKept);
        _piece = _piece.Slice(front.End);
        copy?.Append(front);
        return await sink.WriteAsync(front).ConfigureAwait(false);
    }

    /// <summary>The body is whole, and all of it may go: the copy gets what is held.</summary>
    public void CompleteCopy()
    {
        copy?.Append(new ReadOnlySequence<byte>(_kept, 0, _keptLength));
        copy?.Append(_piece);
        copy?.Complete();
    }

    /// <summary>Copies what is left of the piece: its memory goes.</summary>
    public void Keep()
    {
        int more = (int)_piece.Length;
        if (more == 0)
        {
            return;
        }
        if (_keptLength + more > _kept.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(LeastRoom, 2 * (_keptLength + more)));
            _kept.AsSpan(0, _keptLength).CopyTo(larger);
            Return();
            _kept = larger;
        }
        _piece.CopyTo(_kept.AsSpan(_keptLength));
        _keptLength += more;
        _piece = default;
    }

    public void Dispose()
    {
        Return();
        _kept = [];
        _keptLength = 0;
    }

    private void Return()
    {
        if (_kept.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_kept);
        }
    }
}
