namespace BotBottle.Core.Scan;

/// <summary>
/// Decodes one content coding of a body in pieces of any size. The coding's window bounds its memory, whatever the size of the body. A fault is a final
/// <see cref="Status"/>, not an exception.
/// </summary>
public abstract class ContentDecoder : IDisposable
{
    private const int ScratchBytes = 16 * 1024;

    private readonly DecodeLimits _limits;
    private readonly byte[] _scratch = new byte[ScratchBytes];

    private protected ContentDecoder(DecodeLimits limits) => _limits = limits;

    /// <summary>The decoder's status.</summary>
    public DecodeStatus Status { get; private set; }

    /// <summary>The number of bytes read so far.</summary>
    public long InputBytes { get; private set; }

    /// <summary>The number of bytes written so far.</summary>
    public long OutputBytes { get; private set; }

    /// <summary>Decodes the next piece of the body as far as possible, and passes the result to the sink in pieces of its own.</summary>
    public DecodeStatus Append(ReadOnlySpan<byte> piece, IByteSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        InputBytes += piece.Length;
        while (Status == DecodeStatus.Open)
        {
            int before = piece.Length;
            int written = Step(ref piece);
            if (written > 0)
            {
                sink.Append(_scratch.AsSpan(0, written));
            }
            else if (piece.Length == before)
            {
                break;
            }
        }

        return Status;
    }

    /// <summary>Decodes the next text of a piece, for a caller that must wait between two texts.</summary>
    /// <param name="piece">The piece; its front is taken off as far as it is decoded.</param>
    /// <param name="text">The text, in memory that is valid until the next call.</param>
    /// <returns>False if the piece has no further text, or the <see cref="Status"/> is final.</returns>
    public bool TryNext(ref ReadOnlyMemory<byte> piece, out ReadOnlyMemory<byte> text)
    {
        text = default;
        while (Status == DecodeStatus.Open)
        {
            var input = piece.Span;
            InputBytes += input.Length;
            int written = Step(ref input);
            InputBytes -= input.Length;
            int taken = piece.Length - input.Length;
            piece = piece[taken..];
            if (written > 0)
            {
                text = _scratch.AsMemory(0, written);
                return true;
            }

            if (taken == 0)
            {
                break;
            }
        }

        return false;
    }

    /// <summary>
    /// Ends the body. Returns false if the coded data is incomplete, or if bytes follow it that some receivers decode and others ignore. A body without a byte
    /// is complete.
    /// </summary>
    public bool Complete() => Status == DecodeStatus.Open && (InputBytes == 0 || AtEnd(_scratch));

    /// <summary>Starts another body.</summary>
    public void Restart()
    {
        (Status, InputBytes, OutputBytes) = (DecodeStatus.Open, 0, 0);
        Reset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Consumes the front of <paramref name="input"/> and fills <paramref name="output"/>. If it does neither, it needs more input, or the rest lies after the
    /// end of the coded data. Returns false for corrupt data.
    /// </summary>
    private protected abstract bool Decode(ref ReadOnlySpan<byte> input, Span<byte> output, out int written);

    /// <summary>True if the input so far ends with the coded data. Called once, behind the last input; output is scratch memory.</summary>
    private protected abstract bool AtEnd(Span<byte> output);

    /// <summary>Returns to the state before the first input.</summary>
    private protected abstract void Reset();

    private protected abstract void Release();

    // Decodes once into the scratch memory, and judges the result.
    private int Step(ref ReadOnlySpan<byte> input)
    {
        bool sound = Decode(ref input, _scratch, out int written);
        OutputBytes += written;
        Status = !sound ? DecodeStatus.Corrupt : _limits.Allow(InputBytes, OutputBytes) ? DecodeStatus.Open : DecodeStatus.TooLarge;
        return written;
    }
}

/// <summary>
/// Limits on the growth of a coded body. Deflate reaches 1032:1 and Brotli far more, so a megabyte can stand for a terabyte of work. A model that is told to
/// repeat one word makes a stream that packs 250:1. The ratio is therefore no sign of an attack before the output exceeds the longest response.
/// </summary>
/// <param name="MaxBytes">Maximum decoded size of one body in bytes.</param>
/// <param name="MaxRatio">Maximum ratio of output to input bytes, over the whole body so far.</param>
/// <param name="Grace">The output in bytes below which the ratio is ignored.</param>
public sealed record DecodeLimits(long MaxBytes, int MaxRatio, long Grace)
{
    /// <summary>1 GiB, 200:1 after the first 64 MiB: 128,000 tokens in an event each come to 30 MB.</summary>
    public static DecodeLimits Default { get; } = new(1L << 30, 200, 64L << 20);

    /// <summary>True if the sizes are within the limits.</summary>
    public bool Allow(long input, long output) => output <= MaxBytes && (output <= Grace || output / MaxRatio <= input);
}

/// <summary>Status of a <see cref="ContentDecoder"/>.</summary>
public enum DecodeStatus
{
    /// <summary>All input is decoded; more may come.</summary>
    Open,

    /// <summary>The data violates its coding.</summary>
    Corrupt,

    /// <summary>The output exceeds <see cref="DecodeLimits"/>.</summary>
    TooLarge,
}
