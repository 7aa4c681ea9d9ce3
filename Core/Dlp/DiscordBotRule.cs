namespace BotBottle.Core.Dlp;

/// <summary>A Discord bot's token: the user's number in Base64url, a time and a signature, separated by dots.</summary>
internal sealed record DiscordBotRule()
    : TokenRule("discord-token", "Discord bot token", "MT Mj Mz ND NT Nj Nz OD OT", TokenCharset.Url, 23, TokenSource.Kingfisher)
{
    private const int MaxNumber = 28;
    private const int TimeDigits = 6;
    private const int MinSignature = 27;
    private const int MaxSignature = 64;

    // Base64 of three decimal digits.
    private static readonly byte[] Third = [.. "AEIMQUYcgk"u8];
    private static readonly byte[] Fourth = [.. "wxyz012345"u8];

    public override bool IsEncoded { get; init; }

    public override bool IsPlain => false;

    public override IReadOnlyList<byte> BytesAt(int index) => index == 2 ? Third : Fourth;

    public override TokenMatch Judge(ReadOnlySpan<byte> text, int at, int prefix, bool isEnd, TokenRuns runs)
    {
        ReadOnlySpan<byte> rest = text[at..Math.Min(text.Length, at + MaxNumber + TimeDigits + MaxSignature + 2)];
        bool goesOn = !isEnd && at + rest.Length == text.Length;
        int number = Body.Run(rest[..Math.Min(rest.Length, MaxNumber + 1)]);
        if (number < Min || number > MaxNumber || !MayBegin(text, at))
        {
            return number == rest.Length && goesOn && number <= MaxNumber && MayBegin(text, at) ? TokenMatch.Open : TokenMatch.No;
        }

        int time = number + 1;
        int signature = time + TimeDigits + 1;
        if (!IsDotAt(rest, number) || !IsDotAt(rest, signature - 1) || !IsNumber(rest[..number])
            || Body.Run(rest[Math.Min(time, rest.Length)..Math.Min(signature - 1, rest.Length)]) < Math.Min(TimeDigits, rest.Length - time))
        {
            return TokenMatch.No;
        }

        int end = signature > rest.Length ? rest.Length : signature + Body.Run(rest[signature..]);
        return end == rest.Length && goesOn ? TokenMatch.Open
            : end - signature < MinSignature ? TokenMatch.No
            : new TokenMatch(TokenOutcome.Yes, end);
    }

    public override bool MayFollow(ReadOnlySpan<byte> text, int at, TokenRuns runs)
    {
        int end = runs.End(text, at, Body, MaxNumber + 1);
        return end == text.Length || (end - at >= Min && end - at <= MaxNumber && text[end] == '.');
    }

    // Or the text ends before it.
    private static bool IsDotAt(ReadOnlySpan<byte> text, int at) => at >= text.Length || text[at] == '.';

    private static bool IsNumber(ReadOnlySpan<byte> digits)
    {
        Span<byte> decoded = stackalloc byte[Base64Text.DecodedBytes(MaxNumber)];
        int length = Base64Text.Decode(digits, decoded, out _);
        return length >= 17 && TokenCharset.Decimals.Run(decoded[..length]) == length;
    }
}
