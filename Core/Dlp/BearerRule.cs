using System.Buffers;
using System.Text;

namespace BotBottle.Core.Dlp;

/// <summary>
/// <c>Authorization: Bearer VALUE</c> (RFC 6750) in header fields, JSON and code. The field's name must be just before the scheme's name, with only quotes,
/// escapes and blanks between.
/// </summary>
internal sealed record BearerRule() : TokenRule("bearer-token", "Bearer JWT or other bearer token", "bearer", TokenCharset.Bearer, 40, "RFC 6750 section 2.1")
{
    /// <summary>The most quotes, backslashes and blanks between the field's name and the scheme.</summary>
    public const int MaxBetween = 16;

    private static readonly SearchValues<byte> Between = SearchValues.Create(" \t\"'\\:=,+[({`"u8);

    private static ReadOnlySpan<byte> Field => "authorization"u8;

    // Its own test of the bytes before.
    public override bool Anywhere { get; init; } = true;

    public override bool IgnoresCase => true;

    public override bool IsEncoded { get; init; }

    public override bool IsPlain => false;

    public override int Max { get; init; } = MaxLength;

    public override TokenMatch Judge(ReadOnlySpan<byte> text, int at, int prefix, bool isEnd, TokenRuns runs)
    {
        ReadOnlySpan<byte> rest = text[(at + prefix)..];
        if ((!rest.IsEmpty && rest[0] is not ((byte)' ' or (byte)'+' or (byte)'\t')) || !MayBegin(text, at))
        {
            return TokenMatch.No;
        }

        if (rest.IsEmpty)
        {
            return isEnd ? TokenMatch.No : TokenMatch.Open;
        }

        int body = at + prefix + 1;
        int run = Math.Min(runs.End(text, body, Body, MaxLength - 17) - body, MaxLength - 17);
        bool goesOn = 1 + run == rest.Length && !isEnd;
        return goesOn && run < MaxLength - 32 ? TokenMatch.Open
            : run < Min ? TokenMatch.No
            : new TokenMatch(TokenOutcome.Yes, prefix + 1 + run, prefix + 1, prefix + 1);
    }

    public override bool MayBegin(ReadOnlySpan<byte> text, int at)
    {
        if (at == 0 || !Between.Contains(text[at - 1]))
        {
            return false;
        }

        int from = Math.Max(0, at - MaxBetween - 1);
        int name = text[from..at].LastIndexOfAnyExcept(Between) + from + 1;
        return name < at && Ascii.EqualsIgnoreCase(text[Math.Max(0, name - Field.Length)..name], Field);
    }
}
