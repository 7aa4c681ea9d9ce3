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
