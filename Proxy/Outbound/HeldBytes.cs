using System.Buffers;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Outbound;

/// <summary>
/// Holds the bytes of a body that have arrived and must not be sent yet: the piece that is being searched, in place, and copies of the ends of earlier pieces.
/// If nothing is held back, nothing is copied.
/// <code>
/// hold.Add(content);
/// await hold.ReleaseAsync(keep);                // writes all but the last `keep` bytes
/// hold.Keep();                                  // before the content's memory becomes invalid
/// </code>
/// </summary>
/// <param name="sink">Writes the body.</param>
/// <param name="copy">Receives the bytes as they are sent; null for none.</param>
internal sealed class HeldBytes(BodyWriter sink, BodyCopy? copy = null) : IMaskable, IDisposable
{
    private const int LeastRoom = 4 * 1024;

    private byte[] _kept = [];
    private int _keptLength;
    private ReadOnlySequence<byte> _piece;

    /// <summary>The number of bytes that have arrived and were not sent.</summary>
    public long Length => _keptLength + _piece.Length;

    /// <summary>The number of bytes before them.</summary>
    public long Released { get; private set; }

    /// <summary>Adds the next piece of the body. Its memory is used until <see cref="Keep"/>.</summary>
    public void Add(in ReadOnlySequence<byte> piece) => _piece = piece;

    public ReadOnlySpan<byte> Read(long from, long to)
    {
        long at = from - Released;
        if (at < _keptLength)
        {
            return _kept.AsSpan((int)at, (int)Math.Min(to - from, _keptLength - at));
        }
        foreach (ReadOnlyMemory<byte> part in _piece.Slice(at - _keptLength, to - from))
        {
            if (!part.IsEmpty)
            {
                return part.Span;
            }
        }
        return [];
    }

    public void Mask(long start, int length, byte filler)
    {
        // The piece is the connection's memory; only a copy may be changed.
        Keep();
        _kept.AsSpan((int)(start - Released), length).Fill(filler);
    }

    /// <summary>Writes all but the last <paramref name="keep"/> bytes. False if the receiver is gone.</summary>
    public async ValueTask<bool> ReleaseAsync(long keep)
    {
        long go = Length - keep;
        Released += Math.Max(0, go);
        int ofKept = (int)Math.Min(go, _keptLength);
        if (ofKept > 0)
        {
            ReadOnlySequence<byte> kept = new(_kept, 0, ofKept);
            copy?.Append(kept);
            if (!await sink.WriteAsync(kept).ConfigureAwait(false))
            {
                return false;
            }
            DropKept(ofKept);
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

    /// <summary>Forgets all but the last <paramref name="keep"/> bytes, which the caller can make again.</summary>
    public void Drop(long keep)
    {
        long go = Math.Max(0, Length - keep);
        Released += go;
        int ofKept = (int)Math.Min(go, _keptLength);
        DropKept(ofKept);
        _piece = _piece.Slice(go - ofKept);
    }

    /// <summary>Adds the held bytes to the copy, when the body is complete and all of it may be sent.</summary>
    public void CompleteCopy()
    {
        copy?.Append(new ReadOnlySequence<byte>(_kept, 0, _keptLength));
        copy?.Append(_piece);
        copy?.Complete();
    }

    /// <summary>Copies the rest of the piece, before its memory becomes invalid.</summary>
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

    private void DropKept(int count)
    {
        _keptLength -= count;
        _kept.AsSpan(count, _keptLength).CopyTo(_kept);
    }

    private void Return()
    {
        if (_kept.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_kept);
        }
    }
}
