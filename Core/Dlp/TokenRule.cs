using System.Text;
using BotBottle.Core.Settings;

namespace BotBottle.Core.Dlp;

/// <summary>One row of <see cref="TokenRules"/>: a prefix, then a minimum number of bytes of a set.</summary>
/// <param name="Id">The id for configuration and logs.</param>
/// <param name="Reason">The description for a refusal.</param>
/// <param name="Prefixes">The literals that the token begins with, separated by blanks.</param>
/// <param name="Body">The bytes that follow.</param>
/// <param name="Min">The minimum number of these bytes.</param>
/// <param name="Source">The vendor's page or the public rule set that describes the format, and how far the row was compared with it.</param>
internal record TokenRule(string Id, string Reason, string Prefixes, TokenCharset Body, int Min, string Source)
{
    /// <summary>Maximum length of a token. The rest of a longer run of the body's bytes does not belong to it.</summary>
    public const int MaxLength = 4096;

    /// <summary>The most bytes of a body that a finding covers.</summary>
    public virtual int Max { get; init; } = 512;

    /// <summary>
    /// True if the check proves a token (a checksum, a decoded structure), so that it counts inside a longer word too, or if the rule has a test of its own for
    /// the bytes before. Others begin at an edge (<see cref="TokenEdge"/>).
    /// </summary>
    public virtual bool Anywhere { get; init; }

    /// <summary>True if exactly <see cref="Min"/> bytes of the body follow, and then no byte of a longer word.</summary>
    public bool Exact { get; init; }

    /// <summary>A byte at a fixed place of the body.</summary>
    public (int Index, byte Value)? Mark { get; init; }

    /// <summary>A checksum or structure of the first <see cref="Min"/> bytes of the body.</summary>
    public TokenCheck? Check { get; init; }

    /// <summary>True if the first <see cref="Min"/> bytes of a body pass <see cref="Mark"/> and <see cref="Check"/>.</summary>
    public bool Allows(ReadOnlySpan<byte> body) => (Mark is not { } mark || body[mark.Index] == mark.Value) && (Check is null || Check(body));

    /// <summary>The effect of a match.</summary>
    public DlpSeverity Severity { get; init; } = DlpSeverity.Block;

    /// <summary>True if the case of a prefix does not matter.</summary>
    public virtual bool IgnoresCase => false;

    /// <summary>True to search for the prefix in Base64 and hex too.</summary>
    public virtual bool IsEncoded { get; init; } = true;

    /// <summary>True if bytes of the body follow the prefix directly, at least eight bytes of both together.</summary>
    public virtual bool IsPlain => true;

    /// <summary>The minimum number of bytes of the body directly after a prefix.</summary>
    public virtual int LeastBehind(int prefix) => IsPlain ? Min : 0;

    /// <summary>The bytes that may be at a place behind a short prefix, counted from the start of the token.</summary>
    public virtual IReadOnlyList<byte> BytesAt(int index) => (Next ?? Body).Bytes;

    /// <summary>The bytes that begin the body, if they are fewer; for a short prefix, so that other text seldom looks like it.</summary>
    public TokenCharset? Next { get; init; }

    /// <summary>The prefixes as bytes.</summary>
    public byte[][] Literals => [.. Prefixes.Split(' ').Select(prefix => Encoding.ASCII.GetBytes(prefix.Replace('\u2423', ' ')))];

    /// <summary>Judges a place with one of the prefixes.</summary>
    /// <param name="text">The text, with the bytes before the place.</param>
    /// <param name="at">The place.</param>
    /// <param name="prefix">The length of the prefix in bytes.</param>
    /// <param name="isEnd">True at the end of the whole text.</param>
    /// <param name="runs">The measurements of the text.</param>
    public virtual TokenMatch Judge(ReadOnlySpan<byte> text, int at, int prefix, bool isEnd, TokenRuns runs)
    {
        int body = at + prefix;
        int end = runs.End(text, body, Body, Min + 1);
        if (end - body < Min)
        {
            return end == text.Length && !isEnd && MayBegin(text, at) ? TokenMatch.Open : TokenMatch.No;
        }

        if (!MayBegin(text, at) || !Allows(text.Slice(body, Min)))
        {
            return TokenMatch.No;
        }

        if (Exact)
        {
            return end == text.Length && end - body == Min && !isEnd ? TokenMatch.Open
                : end - body > Min || (end < text.Length && TokenCharset.Base64Both.Contains(text[end])) ? TokenMatch.No
                : new TokenMatch(TokenOutcome.Yes, end - at, prefix);
        }

        end = Math.Min(runs.End(text, body, Body, Max), body + Max);
        return end == text.Length && end < body + Max && !isEnd ? TokenMatch.Open : new TokenMatch(TokenOutcome.Yes, end - at, prefix);
    }

    /// <summary>True if the bytes before a place allow such a token there.</summary>
    public virtual bool MayBegin(ReadOnlySpan<byte> text, int at) => Anywhere || !TokenEdge.IsInWord(text, at);

    /// <summary>For a rule that is not <see cref="IsPlain"/>: a cheap test whether a token may begin at a place with a prefix.</summary>
    public virtual bool MayFollow(ReadOnlySpan<byte> text, int at, TokenRuns runs) => MayBegin(text, at);
}
