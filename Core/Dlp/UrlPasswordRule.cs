namespace BotBottle.Core.Dlp;

/// <summary>
/// A password in a URL, <c>scheme://user:password@host</c> (RFC 3986 section 3.2.1). A finding covers the password alone. Placeholders
/// (<see cref="ExamplePassword"/>) are no passwords.
/// </summary>
internal sealed record UrlPasswordRule()
    : TokenRule("url-password", "password in a URL", "://", TokenCharset.UserInfo, 6, "RFC 3986 section 3.2.1")
{
    private const int MaxUser = 96;
    private const int MaxPassword = 160;

    // Its own test of the bytes before.
    public override bool Anywhere { get; init; } = true;

    public override bool IsPlain => false;

    // A user may be empty.
    public override IReadOnlyList<byte> BytesAt(int index) => [.. Body.Bytes, (byte)':'];

    public override TokenMatch Judge(ReadOnlySpan<byte> text, int at, int prefix, bool isEnd, TokenRuns runs)
    {
        if (!MayBegin(text, at))
        {
            return TokenMatch.No;
        }

        ReadOnlySpan<byte> rest = text[(at + prefix)..Math.Min(text.Length, at + prefix + MaxUser + MaxPassword + 4)];
        bool goesOn = !isEnd && at + prefix + rest.Length == text.Length;
        int user = Body.Run(rest);
        if (user >= rest.Length)
        {
            return goesOn && user <= MaxUser ? TokenMatch.Open : TokenMatch.No;
        }

        if (rest[user] != ':' || user > MaxUser)
        {
            return TokenMatch.No;
        }

        int first = user + 1;
        int end = first + Body.Run(rest[first..]);
        if (end >= rest.Length - 1)
        {
            return goesOn && end - first <= MaxPassword && (end == rest.Length || rest[end] == '@') ? TokenMatch.Open : TokenMatch.No;
        }

        bool isPassword = rest[end] == '@' && end - first >= Min && end - first <= MaxPassword
            && (char.IsAsciiLetterOrDigit((char)rest[end + 1]) || rest[end + 1] == '[') && !ExamplePassword.Is(rest[first..end], rest[..user]);
        return isPassword ? new TokenMatch(TokenOutcome.Yes, prefix + end, 0, prefix + first, prefix + first) : TokenMatch.No;
    }

    // A scheme.
    public override bool MayBegin(ReadOnlySpan<byte> text, int at) => at > 0 && char.IsAsciiLetterOrDigit((char)text[at - 1]);

    public override bool MayFollow(ReadOnlySpan<byte> text, int at, TokenRuns runs)
    {
        if (!MayBegin(text, at))
        {
            return false;
        }

        int user = at + Prefixes.Length;
        int end = user < text.Length ? user + Body.Run(text[user..Math.Min(text.Length, user + MaxUser + 1)]) : text.Length;
        return end == text.Length || text[end] == ':';
    }
}
