using System.Buffers;
using System.IO.Compression;

namespace BotBottle.Core.Scan;

/// <summary>Brotli (RFC 7932). Its window takes up to 16 MiB of native memory, so <see cref="ContentDecoders"/> limits the open ones.</summary>
internal sealed class BrotliContentDecoder(DecodeLimits limits, Action released) : ContentDecoder(limits)
{
    private BrotliDecoder _decoder;
    private bool _ended;
    private bool _released;

    private protected override bool Decode(ref ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        if (_ended)
        {
            return input.IsEmpty;
        }

        var status = _decoder.Decompress(input, output, out int consumed, out written);
        input = input[consumed..];
        _ended = status == OperationStatus.Done;
        return status != OperationStatus.InvalidData;
    }

    private protected override bool AtEnd(Span<byte> output) => _ended;

    private protected override void Reset()
    {
        _decoder.Dispose();
        _decoder = default;
        _ended = false;
    }

    private protected override void Release()
    {
        if (!_released)
        {
            _released = true;
            _decoder.Dispose();
            released();
        }
    }
}
