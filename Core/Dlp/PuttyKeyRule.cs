namespace BotBottle.Core.Dlp;

/// <summary>The private part of a PuTTY key file: its number of lines, then their Base64.</summary>
internal sealed record PuttyKeyRule()
    : TokenRule("putty-key", "private key (PuTTY)", "Private-Lines:", TokenCharset.Base64Lines, 32, "PuTTY user manual, appendix C, 2026-11")
{
    private const int MaxBetween = 32;

    public override bool IsPlain => false;

    public override int Max { get; init; } = MaxLength;

    public override TokenMatch Judge(ReadOnlySpan<byte> text, int at, int prefix, bool isEnd, TokenRuns runs)
    {
        ReadOnlySpan<byte> rest = text[at..Math.Min(text.Length, at + MaxLength)];
        bool goesOn = !isEnd && rest.Length < MaxLength;
        int body = prefix;
        bool hasNumber = false;
        bool isNext = false;
        for (; body < rest.Length && body < prefix + MaxBetween && (!isNext || PrivateKeyRule.IsLineEnd(rest, body)); body++)
        {
            bool isDigit = char.IsAsciiDigit((char)rest[body]);
            hasNumber |= isDigit;
            isNext |= hasNumber && !isDigit;
            if (!isDigit && !PrivateKeyRule.IsLineEnd(rest, body))
            {
                return TokenMatch.No;
            }
        }

        int end = body + Body.Run(rest[body..]);
        return !MayBegin(text, at) ? TokenMatch.No
            : end == rest.Length && goesOn ? TokenMatch.Open
            : end - body < Min ? TokenMatch.No
            : new TokenMatch(TokenOutcome.Yes, end, prefix);
    }
}
