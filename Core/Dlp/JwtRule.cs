using System.Buffers.Binary;
using System.Text;

namespace BotBottle.Core.Dlp;

/// <summary>A signed JSON Web Token (RFC 7519): a header that names its algorithm, claims, a signature, with dots between.</summary>
internal sealed record JwtRule() : TokenRule("jwt", "JSON Web Token", "eyJ", TokenCharset.Url, 12)
{
    private const int Member = 4;
    private const int MaxHeader = 512;
    private const int MinClaims = 8;
    private const int MinSignature = 20;

    // What follows {" in the headers that are in use: alg, typ, kid, x5t, x5c, x5u, enc, cty, jku, jwk, zip, iss, ver, b64, apu.
    private static readonly WindowTable Members = new(
        "hbGc 0eXA raWQ 4NXQ 4NWM 4NXU lbmM jdHk qa3U qd2s 6aXA pc3M 2ZXI iNjQ hcHU".Split(' ').Select(member => (BinaryPrimitives.ReadUInt32LittleEndian(Encoding.ASCII.GetBytes(member)), 0)));

    public override bool IsEncoded => false;

    public override bool IsPlain => false;

    public override int Max { get; init; } = MaxLength;

    public override TokenMatch Judge(ReadOnlySpan<byte> text, int at, int prefix, bool isEnd)
    {
        ReadOnlySpan<byte> rest = text[at..Math.Min(text.Length, at + MaxLength)];
        bool goesOn = !isEnd && rest.Length < MaxLength;
        if (rest.Length < prefix + Member)
        {
            return goesOn ? TokenMatch.Open : TokenMatch.No;
        }

        if (Members.Find(BinaryPrimitives.ReadUInt32LittleEndian(rest[prefix..])).IsEmpty)
        {
            return TokenMatch.No;
        }

        int header = Body.Run(rest[..Math.Min(rest.Length, MaxHeader)]);
        if (header == rest.Length || header < Min || rest[header] != '.')
        {
            return header == rest.Length && header < MaxHeader && goesOn ? TokenMatch.Open : TokenMatch.No;
        }

        if (!TokenChecks.JoseHeader(rest[..header]))
        {
            return TokenMatch.No;
        }

        int claims = header + 1 + Body.Run(rest[(header + 1)..]);
        if (claims == rest.Length || claims < header + 1 + MinClaims || rest[claims] != '.')
        {
            return claims == rest.Length && goesOn ? TokenMatch.Open : TokenMatch.No;
        }

        int end = claims + 1 + Body.Run(rest[(claims + 1)..]);
        return end == rest.Length && goesOn ? TokenMatch.Open
            : end < claims + 1 + MinSignature ? TokenMatch.No
            : new TokenMatch(TokenOutcome.Yes, end, prefix);
    }
}
