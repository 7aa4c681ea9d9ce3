using System.Text;

namespace BotBottle.Core.Dlp;

/// <summary>
/// A format of a fixed length with a mark far from its start. A finding begins <see cref="Unheld"/> bytes behind the start of the key, so that no shorter word
/// at the end of a text has to be held; its value is the whole key.
/// </summary>
/// <param name="Id">The id for configuration and logs.</param>
/// <param name="Reason">The description for a refusal.</param>
/// <param name="Prefixes">The marks.</param>
/// <param name="Body">The bytes before the mark and, unless <see cref="Behind"/> says otherwise, behind it.</param>
/// <param name="Before">The number of bytes before the mark.</param>
/// <param name="After">The number of bytes behind the mark.</param>
/// <param name="Tail">The padding behind them.</param>
/// <param name="Source">The source.</param>
internal sealed record MarkedRule(string Id, string Reason, string Prefixes, TokenCharset Body, int Before, int After, string Tail, string Source)
    : TokenRule(Id, Reason, Prefixes, Body, After, Source)
{
    /// <summary>The most bytes before a mark.</summary>
    public const int MaxBefore = 76;

    /// <summary>The number of bytes of a key before a finding.</summary>
    public const int Unheld = 16;

    // An escape's letters before a key belong to the same run of letters.
    private const int Slack = 8;

    private readonly byte[] _tail = Encoding.ASCII.GetBytes(Tail);

    /// <summary>The bytes behind the mark.</summary>
    public TokenCharset Behind { get; init; } = Body;

    /// <summary>The number of further bytes that may be behind the mark.</summary>
    public int More { get; init; }

    /// <summary>True if two further bytes and <c>==</c> may follow.</summary>
    public bool IsPadded { get; init; }

    public override bool Anywhere { get; init; } = true;

    public override bool IsEncoded { get; init; }

    public override bool IsPlain => false;

    /// <summary>The number of bytes at the end of a text that may belong to a key whose mark comes later.</summary>
    public static int Held(ReadOnlySpan<byte> text)
    {
        int run = 0;
        while (run < text.Length && run <= MaxBefore + Slack && TokenCharset.Base64Both.Contains(text[^(run + 1)]))
        {
            run++;
        }

        return run > MaxBefore + Slack ? 0 : Math.Max(0, run - Unheld);
    }

    public override TokenMatch Judge(ReadOnlySpan<byte> text, int at, int prefix, bool isEnd, TokenRuns runs)
    {
        if (!MayBegin(text, at))
        {
            return TokenMatch.No;
        }

        ReadOnlySpan<byte> rest = text[(at + prefix)..];
        int most = After + (IsPadded ? 2 : More);
        int run = Behind.Run(rest[..Math.Min(rest.Length, most + 1)]);
        if (run < After || run > most)
        {
            return run == rest.Length && run < After && !isEnd ? TokenMatch.Open : TokenMatch.No;
        }

        bool isLong = IsPadded && run == most;
        ReadOnlySpan<byte> tail = isLong ? "=="u8 : _tail;
        ReadOnlySpan<byte> there = rest.Slice(run, Math.Min(tail.Length, rest.Length - run));
        if (!tail.StartsWith(there) || (IsPadded && run == After + 1) || !IsPadding(rest[..run], tail))
        {
            // Without the whole padding it may still be a key with fewer bytes behind the mark.
            return rest.Length == run && !isEnd && run <= most ? TokenMatch.Open : TokenMatch.No;
        }

        int end = run + tail.Length;
        return end > rest.Length || (end == rest.Length && !isEnd) ? (isEnd ? TokenMatch.No : TokenMatch.Open)
            : end < rest.Length && (rest[end] == '=' || TokenCharset.Base64Both.Contains(rest[end])) ? TokenMatch.No
            : new TokenMatch(TokenOutcome.Yes, prefix + end, 0, -Before, Unheld - Before);
    }

    public override bool MayBegin(ReadOnlySpan<byte> text, int at)
    {
        int first = at - Before;
        return first >= 0 && (first == 0 || (text[first - 1] is not ((byte)'+' or (byte)'/') && !TokenEdge.IsInWord(text, first)))
            && Body.Run(text.Slice(first, Before)) == Before;
    }

    // 64 bytes end with four bits, so that the last digit is one of four.
    private static bool IsPadding(ReadOnlySpan<byte> body, ReadOnlySpan<byte> tail) =>
        tail.Length < 2 || body.Length == 0 || body[^1] is (byte)'A' or (byte)'Q' or (byte)'g' or (byte)'w';
}
