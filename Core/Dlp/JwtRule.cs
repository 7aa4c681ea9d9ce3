using BotBottle.Core.Scan;

namespace BotBottle.Core.Dlp;

/// <summary>A signed JSON Web Token (RFC 7519): a header that names its algorithm, claims and a signature, separated by dots.</summary>
internal sealed record JwtRule() : TokenRule("jwt", "JSON Web Token", Begin, TokenCharset.Url, 12, "RFC 7519, RFC 7515 section 4.1")
{
    // {"alg" {"typ" {"kid" {"x5t {"x5c {"x5u" {"enc" {"cty" {"jku" {"jwk" {"zip" {"iss" {"ver" {"b64" {"apu": every header in use begins with one of them.
    private const string Begin =
        "eyJhbGci eyJ0eXAi eyJraWQi eyJ4NXQ eyJ4NWMi eyJ4NXUi eyJlbmMi eyJjdHki eyJqa3Ui eyJqd2si eyJ6aXAi eyJpc3Mi eyJ2ZXIi eyJiNjQi eyJhcHUi";

    private const int Shown = 3;
    private const int MaxHeader = 512;
    private const int MinClaims = 8;
    private const int MinSignature = 20;

    public override bool Anywhere { get; init; } = true;

    public override bool IsEncoded { get; init; }

    public override bool IsPlain => false;

    public override int Max { get; init; } = MaxLength;

    // The rest of the header.
    public override int LeastBehind(int prefix) => Min - prefix;

    public override TokenMatch Judge(ReadOnlySpan<byte> text, int at, int prefix, bool isEnd, TokenRuns runs)
    {
        ReadOnlySpan<byte> rest = text[at..Math.Min(text.Length, at + MaxLength)];
        bool goesOn = !isEnd && rest.Length < MaxLength;
        int header = Math.Min(runs.End(text, at, Body, MaxHeader) - at, MaxHeader);
        if (header == rest.Length || header < Min || rest[header] != '.')
        {
            return header == rest.Length && header < MaxHeader && goesOn ? TokenMatch.Open : TokenMatch.No;
        }

        // Reads the header last, because agents choose how often a text looks like one.
        TokenMatch match = JudgeRest(rest, header + 1, goesOn);
        return match.Outcome == TokenOutcome.No || runs.IsJoseHeader(text, at, at + header) ? match : TokenMatch.No;
    }

    // Requires a dot after the header, and within a vector's reach claims, another dot and a signature.
    public override bool MayFollow(ReadOnlySpan<byte> text, int at, TokenRuns runs)
    {
        int end = Math.Min(runs.End(text, at, Body, MaxHeader), at + MaxHeader);
        if (end >= text.Length)
        {
            return true;
        }

        int dot = end + 1 + Body.Few(text, end + 1);
        return text[end] == '.' && (dot > end + NibbleSet.Block || dot >= text.Length
            || (dot > end + MinClaims && text[dot] == '.' && (Body.Few(text, dot + 1) >= MinSignature || dot + 1 + MinSignature > text.Length)));
    }

    private TokenMatch JudgeRest(ReadOnlySpan<byte> rest, int claims, bool goesOn)
    {
        int dot = claims + Body.Run(rest[claims..]);
        if (dot == rest.Length || dot < claims + MinClaims || rest[dot] != '.')
        {
            return dot == rest.Length && goesOn ? TokenMatch.Open : TokenMatch.No;
        }

        int end = dot + 1 + Body.Run(rest[(dot + 1)..]);
        return end == rest.Length && goesOn ? TokenMatch.Open
            : end < dot + 1 + MinSignature ? TokenMatch.No
            : new TokenMatch(TokenOutcome.Yes, end, Shown);
    }
}
