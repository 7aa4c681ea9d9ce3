using System.IO.Compression;

namespace BotBottle.Core.Scan;

/// <summary>
/// Gzip (of any number of members) and deflate, by the framework's zlib. Its streams pull, while this class must push. The inner stream therefore returns 0
/// bytes when it is empty. The framework takes that for a pause and not an end, as long as strict validation is off (its default; a test guards it).
/// </summary>
internal sealed class InflateDecoder : ContentDecoder
{
    private readonly PieceStream _pieces = new();
    private readonly ContentCoding _coding;
    private readonly byte[] _start = new byte[2];
    private int _started;
    private Stream? _stream;

    public InflateDecoder(ContentCoding coding, DecodeLimits limits)
        : base(limits) => _coding = coding;

    private protected override bool Decode(ref ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        if (!Start(ref input))
        {
            return true;
        }

        try
        {
            do
            {
                if (_pieces.IsEmpty)
                {
                    input = input[_pieces.Fill(input)..];
                }

                written = _stream!.Read(output);
            }
            while (written == 0 && !input.IsEmpty && _pieces.IsEmpty);
            return true;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            // IOException: zlib's own codes, for example for a stream that needs a preset dictionary (RFC 1950 section 2.2), which HTTP cannot negotiate.
            return false;
        }
    }

    /// <summary>
    /// The framework does not say whether it has read the end. It takes no byte behind the end of zlib or deflate, one behind that of gzip, which might begin
    /// another member, and no second one.
    /// </summary>
    private protected override bool AtEnd(Span<byte> output)
    {
        if (_stream is null)
        {
            return false;
        }

        bool isGzip = _coding == ContentCoding.Gzip;
        return (!isGzip || Takes(output)) && !Takes(output);
    }

    private protected override void Reset()
    {
        _stream?.Dispose();
        _stream = null;
        _started = 0;
        _pieces.Clear();
    }

    private protected override void Release() => _stream?.Dispose();

    // True if the framework reads another byte, which is part of no coded data.
    private bool Takes(Span<byte> output)
    {
        if (!_pieces.IsEmpty)
        {
            return false;
        }

        _pieces.Fill([0xFF]);
        try
        {
            _ = _stream!.Read(output);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return true;
        }

        return _pieces.IsEmpty;
    }

    /// <summary>
    /// The name "deflate" means zlib (RFC 9110 section 8.4.1.2), but servers have always sent raw deflate under it too. The two bytes of a zlib header (RFC
    /// 1950 section 2.2) tell them apart.
    /// </summary>
    private bool Start(ref ReadOnlySpan<byte> input)
    {
        if (_stream is not null)
        {
            return true;
        }

        while (_started < 2 && !input.IsEmpty)
        {
            _start[_started++] = input[0];
            input = input[1..];
        }

        if (_started < 2)
        {
            return false;
        }

        bool zlib = (_start[0] & 0x0F) == 8 && ((_start[0] << 8) | _start[1]) % 31 == 0;
        _stream = _coding == ContentCoding.Gzip ? new GZipStream(_pieces, CompressionMode.Decompress)
            : zlib ? new ZLibStream(_pieces, CompressionMode.Decompress)
            : new DeflateStream(_pieces, CompressionMode.Decompress);
        _pieces.Fill(_start);
        return true;
    }

    /// <summary>A stream over the last input; between inputs it reads as empty.</summary>
    private sealed class PieceStream : Stream
    {
        private readonly byte[] _bytes = new byte[8 * 1024];
        private int _at;
        private int _end;

        public bool IsEmpty => _at == _end;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public int Fill(ReadOnlySpan<byte> input)
        {
            _at = 0;
            _end = Math.Min(input.Length, _bytes.Length);
            input[.._end].CopyTo(_bytes);
            return _end;
        }

        public void Clear() => _at = _end;

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, _end - _at);
            _bytes.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
