namespace BotBottle.Core.Dlp;

/// <summary>
/// A user and a password in Base64 as <c>"auth"</c> of Docker's config.json, or as <c>_auth</c> of an .npmrc. The decoded text has to be printable, with a
/// colon.
/// </summary>
internal sealed record DockerAuthRule()
    : TokenRule("docker-auth", "password of a registry (auth)", "auth\" auth\\ _auth= _auth\u2423=", TokenCharset.Base64, 16, Docs)
{
    private const string Docs = "docs.docker.com, docker login, 2026-11";
    private const int ShortestPrefix = 5;
    private const int MaxBetween = 12;
    private const int MaxDigits = 512;
    private const int LeastPassword = 6;

    // Its own test of the bytes before: a name may be before _auth.
    public override bool Anywhere { get; init; } = true;

    public override bool IsEncoded { get; init; }

    public override bool IsPlain => false;

    public override TokenMatch Judge(ReadOnlySpan<byte> text, int at, int prefix, bool isEnd, TokenRuns runs)
    {
        int body = BodyAt(text, at + prefix);
        int run = Body.Run(text[body..Math.Min(text.Length, body + MaxDigits)]);
        return body + run == text.Length && !isEnd && run < MaxDigits ? TokenMatch.Open
            : run < Min || !IsPair(text.Slice(body, run)) ? TokenMatch.No
            : new TokenMatch(TokenOutcome.Yes, body + run - at, 0, body - at, body - at);
    }

    public override bool MayFollow(ReadOnlySpan<byte> text, int at, TokenRuns runs)
    {
        int body = BodyAt(text, at + ShortestPrefix);
        int run = Body.Run(text[body..Math.Min(text.Length, body + Min)]);
        return run == Min || body + run == text.Length;
    }

    private static int BodyAt(ReadOnlySpan<byte> text, int from)
    {
        int body = from;
        while (body < text.Length && body < from + MaxBetween && text[body] is (byte)'"' or (byte)'\\' or (byte)':' or (byte)' ')
        {
            body++;
        }

        return body;
    }

    private static bool IsPair(ReadOnlySpan<byte> digits)
    {
        Span<byte> decoded = stackalloc byte[Base64Text.DecodedBytes(MaxDigits)];
        ReadOnlySpan<byte> pair = decoded[..Base64Text.Decode(digits, decoded, out _)];
        int colon = pair.IndexOf((byte)':');
        return colon > 0 && pair.Length - colon - 1 >= LeastPassword && !pair.ContainsAnyExceptInRange((byte)' ', (byte)'~')
            && !ExamplePassword.Is(pair[(colon + 1)..], pair[..colon]);
    }
}
