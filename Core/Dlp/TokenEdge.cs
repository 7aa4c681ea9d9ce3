using System.Numerics;
using System.Runtime.CompilerServices;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Decides by the bytes before a place whether a token may begin there. Letters, digits, <c>-</c> and <c>_</c> belong to a longer word, also in base64url.
/// <c>/</c> and <c>+</c> separate words, except in an unbroken run of Base64, and a line end separates them, except in wrapped Base64.
/// </summary>
internal static class TokenEdge
{
    /// <summary>The most bytes of a run that decide whether it is random.</summary>
    public const int NoiseRun = 64;

    /// <summary>The shortest run that is judged before <c>/</c> or <c>+</c>.</summary>
    public const int LeastRun = 24;

    /// <summary>The bytes of a word that may end an escape or a colour code.</summary>
    public static readonly byte[] Ending = "nrtbfmK"u8.ToArray();

    /// <summary>The bytes that may be before such an end.</summary>
    public static readonly byte[] BeforeEnding = "\\[;0123456789"u8.ToArray();

    private const int LeastLine = 60; // the lines of PEM and MIME have 64 and 76
    private const int MaxLineEnd = 12;
    private const int MaxColour = 20; // ESC [ 38;2;255;255;255 m

    /// <summary>True if the byte before a place belongs to a longer word. The letter of <c>\n</c> and the end of a terminal's colour code do not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsInWord(ReadOnlySpan<byte> text, int at) => at > 0 && TokenCharset.Url.Contains(text[at - 1]) && !EndsEscape(text, at - 1);

    /// <summary>True if a place that is not in a word is inside an unbroken or wrapped run of random Base64.</summary>
    public static bool IsInNoise(ReadOnlySpan<byte> text, int at)
    {
        if (at > 0 && text[at - 1] is (byte)'/' or (byte)'+')
        {
            int run = RunBefore(text[..at], TokenCharset.Base64Plain);
            return run < LeastRun ? IsAfterNoise(text, at - run) : IsRandom(text.Slice(at - run, run)) || IsCode(text.Slice(at - run, run));
        }

        return IsAfterNoise(text, at);
    }

    /// <summary>True for bytes that mix both cases and digits as random Base64 does, which words and paths do not.</summary>
    /// <param name="run">At most 64 bytes.</param>
    public static bool IsRandom(ReadOnlySpan<byte> run)
    {
        CharacterClasses classes = CharacterClasses.Of(run);
        int capitals = BitOperations.PopCount(classes.Capitals);
        int smalls = BitOperations.PopCount(classes.Smalls);
        int digits = BitOperations.PopCount(classes.Digits);
        return capitals * 10 >= run.Length && smalls * 10 >= run.Length && digits > 0 && (run.Length - capitals - smalls - digits) * 6 <= run.Length
            && classes.Changes * 3 >= run.Length;
    }

    // Base64 of programs and tables has more capitals than random one, and long words of A. No path has so many capitals and no other byte between its names.
    private static bool IsCode(ReadOnlySpan<byte> run) => run.Length == NoiseRun && BitOperations.PopCount(CharacterClasses.Of(run).Capitals) * 3 >= run.Length;

    // True at the start of a line behind a line of random Base64.
    private static bool IsAfterNoise(ReadOnlySpan<byte> text, int at)
    {
        int line = BeforeLineEnd(text, at);
        int run = line < at ? RunBefore(text[..line], TokenCharset.Base64Both) : 0;
        return run >= LeastLine && IsRandom(text.Slice(line - run, run));
    }

    private static int RunBefore(ReadOnlySpan<byte> text, TokenCharset set)
    {
        int run = 0;
        while (run < text.Length && run < NoiseRun && set.Contains(text[text.Length - run - 1]))
        {
            run++;
        }

        return run;
    }

    // The place before line ends, real or escaped.
    private static int BeforeLineEnd(ReadOnlySpan<byte> text, int at)
    {
        int from = at;
        while (from > 0 && at - from < MaxLineEnd)
        {
            int length = text[from - 1] is (byte)'\r' or (byte)'\n' or (byte)'\\' ? 1
                : from > 1 && text[from - 1] is (byte)'r' or (byte)'n' && text[from - 2] == '\\' ? 2
                : 0;
            if (length == 0)
            {
                break;
            }

            from -= length;
        }

        return from;
    }

    private static bool EndsEscape(ReadOnlySpan<byte> text, int last) => text[last] switch
    {
        (byte)'n' or (byte)'r' or (byte)'t' or (byte)'b' or (byte)'f' => last > 0 && text[last - 1] == '\\',
        (byte)'m' or (byte)'K' => EndsColour(text, last),
        _ => false,
    };

    // A text that begins within the code may be the rest of one.
    private static bool EndsColour(ReadOnlySpan<byte> text, int last)
    {
        int from = last;
        while (from > 0 && last - from < MaxColour && text[from - 1] is (>= (byte)'0' and <= (byte)'9') or (byte)';')
        {
            from--;
        }

        return from == 0 ? from < last : text[from - 1] == '[';
    }
}
