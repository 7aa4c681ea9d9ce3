using System.Buffers;
using System.Text;

namespace BotBottle.Core.Dlp;

/// <summary>
/// <c>Authorization: Bearer VALUE</c> (RFC 6750), in headers, JSON and code: found at the scheme's name if the field's name stands just before it,
/// with quotes, escapes and blanks between.
/// </summary>
internal sealed record BearerRule() : TokenRule("bearer-token", "Bearer JWT or other bearer token", "bearer", TokenCharset.Bearer, 40)
{
    /// <summary>The quotes, backslashes and blanks between the field's name and the scheme.</summary>
    public const int MaxBetween = 16;

    private static readonly SearchValues<byte> Between = SearchValues.Create(" \t\"'\\:=,+[({`"u8);

    private static ReadOnlySpan<byte> Field => "authorization"u8;

    public override bool IgnoresCase => true;

    public override bool IsEncoded => false;

    public override bool IsPlain => false;

    public override int Max { get; init; } = MaxLength;

    public override TokenMatch Judge(ReadOnlySpan<byte> text, int at, int prefix, bool isEnd)
    {
        if (!MayBegin(text, at))
        {
            return TokenMatch.No;
        }

        ReadOnlySpan<byte> rest = text[(at + prefix)..];
        if (rest.IsEmpty)
        {
            return isEnd ? TokenMatch.No : TokenMatch.Open;
        }

        if (rest[0] is not ((byte)' ' or (byte)'+' or (byte)'\t'))
        {
            return TokenMatch.No;
        }

        int run = Body.Run(rest[1..Math.Min(rest.Length, MaxLength - 16)]);
        bool goesOn = 1 + run == rest.Length && !isEnd;
        return goesOn && run < MaxLength - 32 ? TokenMatch.Open
            : run < Min ? TokenMatch.No
            : new TokenMatch(TokenOutcome.Yes, prefix + 1 + run, prefix + 1, prefix + 1);
    }

    public override bool MayBegin(ReadOnlySpan<byte> text, int at)
    {
        int from = Math.Max(0, at - MaxBetween - 1);
        int name = text[from..at].LastIndexOfAnyExcept(Between) + from + 1;
        return name < at && Ascii.EqualsIgnoreCase(text[Math.Max(0, name - Field.Length)..name], Field);
    }
}
