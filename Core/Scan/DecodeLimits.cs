namespace BotBottle.Core.Scan;

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
