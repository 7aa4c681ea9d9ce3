using System.Runtime.CompilerServices;
using System.Text;
using BotBottle.Core.Settings;

namespace BotBottle.Core.Dlp;

/// <summary>One row of <see cref="TokenRules"/>: a prefix, then a minimum number of bytes of a set.</summary>
/// <param name="Id">The id for configuration and logs.</param>
/// <param name="Reason">The description for a refusal.</param>
/// <param name="Prefixes">The literals that the token begins with, separated by blanks.</param>
/// <param name="Body">The bytes that follow.</param>
/// <param name="Min">The minimum number of these bytes.</param>
internal record TokenRule(string Id, string Reason, string Prefixes, TokenCharset Body, int Min)
{
    /// <summary>Maximum length of a token. The rest of a longer run of the body's bytes does not belong to it.</summary>
    public const int MaxLength = 4096;

    /// <summary>The most bytes of a body that a finding covers.</summary>
    public virtual int Max { get; init; } = 512;

    /// <summary>True if the prefix occurs in common words, so that no letter or digit may come before it.</summary>
    public bool Weak { get; init; }

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
    public virtual bool IsEncoded => true;

    /// <summary>True if bytes of the body follow the prefix directly, at least eight bytes of both together.</summary>
    public virtual bool IsPlain => true;

    /// <summary>The minimum number of bytes of the body directly after a prefix.</summary>
    public virtual int LeastBehind(int prefix) => IsPlain ? Min : 0;

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
        int end = runs.End(text, body, Body, Min);
        if (end - body < Min)
        {
            return end == text.Length && !isEnd && MayBegin(text, at) ? TokenMatch.Open : TokenMatch.No;
        }

        if (!MayBegin(text, at) || !Allows(text.Slice(body, Min)))
        {
            return TokenMatch.No;
        }

        end = Math.Min(runs.End(text, body, Body, Max), body + Max);
        return end == text.Length && end < body + Max && !isEnd ? TokenMatch.Open : new TokenMatch(TokenOutcome.Yes, end - at, prefix);
    }

    /// <summary>True if the bytes before a place allow such a token there.</summary>
    public virtual bool MayBegin(ReadOnlySpan<byte> text, int at) => !Weak || !IsInWord(text, at);

    /// <summary>For a rule that is not <see cref="IsPlain"/>: a cheap test whether a token may begin at a place with a prefix.</summary>
    public virtual bool MayFollow(ReadOnlySpan<byte> text, int at, TokenRuns runs) => MayBegin(text, at);

    /// <summary>True if a letter or digit is before a place. The n of "\n" does not count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsInWord(ReadOnlySpan<byte> text, int at) => at > 0 && char.IsAsciiLetterOrDigit((char)text[at - 1]) && !IsEscapeLetter(text, at - 1);

    private static bool IsEscapeLetter(ReadOnlySpan<byte> text, int at) =>
        at > 0 && text[at - 1] == '\\' && text[at] is (byte)'n' or (byte)'r' or (byte)'t' or (byte)'b' or (byte)'f';
}
