using System.Runtime.CompilerServices;
using System.Text;
using BotBottle.Core.Settings;

namespace BotBottle.Core.Dlp;

/// <summary>One row of <see cref="TokenRules"/>: a prefix, then at least so many bytes of a set.</summary>
/// <param name="Id">What configuration and logs call it.</param>
/// <param name="Reason">What a refusal says it is.</param>
/// <param name="Prefixes">The literals that such a token begins with, separated by blanks.</param>
/// <param name="Body">The bytes that follow.</param>
/// <param name="Min">How many of them there are at least.</param>
internal record TokenRule(string Id, string Reason, string Prefixes, TokenCharset Body, int Min)
{
    /// <summary>No token is longer; what a longer run of the body's bytes holds behind is not the token's.</summary>
    public const int MaxLength = 4096;

    /// <summary>The most bytes of a body that a finding covers.</summary>
    public virtual int Max { get; init; } = 512;

    /// <summary>Whether the prefix is part of common words, so that no letter or digit may stand before it.</summary>
    public bool Weak { get; init; }

    /// <summary>A byte that stands at a certain place of the body.</summary>
    public (int Index, byte Value)? Mark { get; init; }

    /// <summary>A checksum or structure of the first <see cref="Min"/> bytes of the body.</summary>
    public TokenCheck? Check { get; init; }

    /// <summary>Whether the first <see cref="Min"/> bytes of a body are what <see cref="Mark"/> and <see cref="Check"/> want.</summary>
    public bool Allows(ReadOnlySpan<byte> body) => (Mark is not { } mark || body[mark.Index] == mark.Value) && (Check is null || Check(body));

    /// <summary>What a match does.</summary>
    public DlpSeverity Severity { get; init; } = DlpSeverity.Block;

    /// <summary>Whether prefixes count in any case of letters.</summary>
    public virtual bool IgnoresCase => false;

    /// <summary>Whether the prefix is looked for in Base64 and hex too.</summary>
    public virtual bool IsEncoded => true;

    /// <summary>Whether bytes of the body follow the prefix at once, eight of both at least.</summary>
    public virtual bool IsPlain => true;

    /// <summary>How many bytes of the body follow a prefix at once, at least.</summary>
    public virtual int LeastBehind(int prefix) => IsPlain ? Min : 0;

    /// <summary>The prefixes as bytes.</summary>
    public byte[][] Literals => [.. Prefixes.Split(' ').Select(prefix => Encoding.ASCII.GetBytes(prefix.Replace('\u2423', ' ')))];

    /// <summary>Judges a place at which one of the prefixes stands whole.</summary>
    /// <param name="text">The text, with what stands before the place.</param>
    /// <param name="at">The place.</param>
    /// <param name="prefix">The bytes of the prefix.</param>
    /// <param name="isEnd">Whether nothing comes after the text.</param>
    /// <param name="runs">What was measured in the text.</param>
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

    /// <summary>Whether what stands before a place allows such a token there.</summary>
    public virtual bool MayBegin(ReadOnlySpan<byte> text, int at) => !Weak || !IsInWord(text, at);

    /// <summary>Of a rule that is not <see cref="IsPlain"/>: whether a token may begin at a place at which a prefix stands, by what costs little.</summary>
    public virtual bool MayFollow(ReadOnlySpan<byte> text, int at, TokenRuns runs) => MayBegin(text, at);

    /// <summary>Whether a letter or digit stands before a place. The n of "\n" is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsInWord(ReadOnlySpan<byte> text, int at) => at > 0 && char.IsAsciiLetterOrDigit((char)text[at - 1]) && !IsEscapeLetter(text, at - 1);

    private static bool IsEscapeLetter(ReadOnlySpan<byte> text, int at) =>
        at > 0 && text[at - 1] == '\\' && text[at] is (byte)'n' or (byte)'r' or (byte)'t' or (byte)'b' or (byte)'f';
}
