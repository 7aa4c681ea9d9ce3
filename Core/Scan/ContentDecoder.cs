namespace BotBottle.Core.Scan;

/// <summary>
/// Undoes one content coding of a body that arrives in any pieces. What it holds is bounded by the coding's window, whatever the size of the body.
/// A fault is a <see cref="Status"/>, not an exception, and final.
/// </summary>
public abstract class ContentDecoder : IDisposable
{
    private const int ScratchBytes = 16 * 1024;

    private readonly DecodeLimits _limits;
    private readonly byte[] _scratch = new byte[ScratchBytes];

    private protected ContentDecoder(DecodeLimits limits) => _limits = limits;

    /// <summary>How it stands.</summary>
    public DecodeStatus Status { get; private set; }

    /// <summary>The bytes taken in so far.</summary>
    public long InputBytes { get; private set; }

    /// <summary>The bytes given out so far.</summary>
    public long OutputBytes { get; private set; }

    /// <summary>Decodes the next piece of the body as far as it goes, and hands the result to the sink in pieces of its own.</summary>
    public DecodeStatus Append(ReadOnlySpan<byte> piece, IByteSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        InputBytes += piece.Length;
        while (Status == DecodeStatus.Open)
        {
            int before = piece.Length;
            bool sound = Decode(ref piece, _scratch, out int written);
            OutputBytes += written;
            if (written > 0)
            {
                sink.Append(_scratch.AsSpan(0, written));
            }

            if (!sound)
            {
                Status = DecodeStatus.Corrupt;
            }
            else if (!_limits.Allow(InputBytes, OutputBytes))
            {
                Status = DecodeStatus.TooLarge;
            }
            else if (written == 0 && piece.Length == before)
            {
                break;
            }
        }

        return Status;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Takes from the front of <paramref name="input"/> what it can and fills <paramref name="output"/>. Doing neither means that more is needed, or that
    /// what is left lies beyond the end of the coded data. Returns false if the data is corrupt.
    /// </summary>
    private protected abstract bool Decode(ref ReadOnlySpan<byte> input, Span<byte> output, out int written);

    private protected abstract void Release();
}

/// <summary>
/// How much a coded body may grow. Deflate reaches 1032:1 and Brotli far more, so that a megabyte can stand for a terabyte of work. A model that is told
/// to say one word again and again makes a stream that packs 250:1, so that the ratio is no sign of an attack before more has come out than the
/// longest answer holds.
/// </summary>
/// <param name="MaxBytes">The most that one body may decode to, in bytes.</param>
/// <param name="MaxRatio">The most output a byte of input may bring, over the whole body so far.</param>
/// <param name="Grace">The output below which the ratio is not looked at, in bytes.</param>
public sealed record DecodeLimits(long MaxBytes, int MaxRatio, long Grace)
{
    /// <summary>1 GiB, 200:1 after the first 64 MiB: 128,000 tokens in an event each come to 30 MB.</summary>
    public static DecodeLimits Default { get; } = new(1L << 30, 200, 64L << 20);

    /// <summary>Whether that much output from that much input is within the limits.</summary>
    public bool Allow(long input, long output) => output <= MaxBytes && (output <= Grace || output / MaxRatio <= input);
}

/// <summary>How a <see cref="ContentDecoder"/> stands.</summary>
public enum DecodeStatus
{
    /// <summary>All that was given is decoded; more may come.</summary>
    Open,

    /// <summary>The coded data is not of its coding.</summary>
    Corrupt,

    /// <summary>The output is larger than <see cref="DecodeLimits"/> allow.</summary>
    TooLarge,
}
