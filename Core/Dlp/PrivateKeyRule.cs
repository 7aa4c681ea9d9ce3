using System.Buffers;

namespace BotBottle.Core.Dlp;

/// <summary>
/// A private key in PEM (RFC 7468) or OpenPGP armour (RFC 9580 section 6.2). The header line and the start of its Base64 are enough, with real or escaped line
/// ends, and so are whole lines with something between (<see cref="KeyLines"/>).
/// </summary>
internal sealed record PrivateKeyRule()
    : TokenRule("private-key", "private key (PEM)", "BEGIN\u2423", TokenCharset.Base64Lines, 16, "RFC 7468, RFC 9580 section 6.2")
{
    private const int Word = 6; // BEGIN and a blank
    private const int MaxLabel = 48;
    private const int MaxLineEnds = 24;
    private const int MaxFields = 4000;
    private const int LeastLetters = 60; // an Ed25519 key has 64
    private const int LeastCut = 120;

    private static readonly SearchValues<byte> Label = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 "u8);

    private static readonly SearchValues<byte> Fields =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n\t\\ :,.-"u8);

    private static ReadOnlySpan<byte> Dashes => "-----"u8;

    private static ReadOnlySpan<byte> Ellipsis => "..."u8;

    // Its own test of the bytes before.
    public override bool Anywhere { get; init; } = true;

    public override bool IsPlain => false;

    public override int Max { get; init; } = MaxLength;

    public override TokenMatch Judge(ReadOnlySpan<byte> text, int at, int prefix, bool isEnd, TokenRuns runs)
    {
        if (!MayBegin(text, at))
        {
            return TokenMatch.No;
        }

        ReadOnlySpan<byte> rest = text[at..Math.Min(text.Length, at + MaxLength)];
        bool goesOn = !isEnd && rest.Length < MaxLength;
        int label = rest[..Math.Min(rest.Length, MaxLabel)].IndexOfAnyExcept(Label);
        if (label < 0)
        {
            return goesOn && rest.Length < MaxLabel ? TokenMatch.Open : TokenMatch.No;
        }

        if (rest[..label].IndexOf("PRIVATE KEY"u8) < 0)
        {
            return TokenMatch.No;
        }

        int body = label + Dashes.Length;
        if (rest.Length < body)
        {
            return Dashes.StartsWith(rest[label..]) && goesOn ? TokenMatch.Open : TokenMatch.No;
        }

        if (!rest[label..body].SequenceEqual(Dashes))
        {
            return TokenMatch.No;
        }

        TokenMatch match = JudgeBody(rest, body, goesOn);
        int lines = match.Outcome == TokenOutcome.Open ? 0 : KeyLines.End(rest, body, goesOn);
        match = lines == KeyLines.Open ? TokenMatch.Open
            : lines > match.Length ? new TokenMatch(TokenOutcome.Yes, lines, body)
            : match;
        return match.Outcome != TokenOutcome.Yes ? match
            : PemText.IsPublished(rest[Word..label], rest[body..], goesOn) switch
            {
                TokenOutcome.Yes => TokenMatch.No,
                TokenOutcome.Open => TokenMatch.Open,
                _ => match,
            };
    }

    public override bool MayBegin(ReadOnlySpan<byte> text, int at) => text[..at].EndsWith(Dashes);

    // A label after the word.
    public override bool MayFollow(ReadOnlySpan<byte> text, int at, TokenRuns runs)
    {
        int label = at + Prefixes.Length;
        return MayBegin(text, at) && (label >= text.Length || Label.Contains(text[label]));
    }

    private TokenMatch JudgeBody(ReadOnlySpan<byte> rest, int header, bool goesOn)
    {
        int body = header;
        while (body < rest.Length && body < header + MaxLineEnds && IsLineEnd(rest, body))
        {
            body++;
        }

        int end = EndOfLines(rest, body);
        if (end < rest.Length && rest[end] == '.' && Letters(rest[body..end]) < LeastCut)
        {
            // Documents cut a key with an ellipsis.
            ReadOnlySpan<byte> dots = rest.Slice(end, Math.Min(Ellipsis.Length, rest.Length - end));
            if (Ellipsis.StartsWith(dots) && (dots.Length == Ellipsis.Length || goesOn))
            {
                return dots.Length == Ellipsis.Length ? TokenMatch.No : TokenMatch.Open;
            }
        }

        if (end < rest.Length && rest[end] == '-' && Letters(rest[body..end]) < LeastLetters)
        {
            // Documents print a header and a footer with little between; a field's name has one dash.
            if (end + 1 == rest.Length)
            {
                return goesOn ? TokenMatch.Open : TokenMatch.No;
            }

            if (rest[end + 1] == '-')
            {
                return TokenMatch.No;
            }
        }

        if (end < rest.Length && end < body + Min && rest[end] is (byte)':' or (byte)'-')
        {
            // Proc-Type, DEK-Info, Version: fields before the Base64.
            end = Math.Min(rest.Length, body + MaxFields);
            int blank = rest[body..end].IndexOfAnyExcept(Fields);
            end = blank < 0 ? end : body + blank;
        }

        return end == rest.Length && goesOn ? TokenMatch.Open
            : end - body < Min ? TokenMatch.No
            : new TokenMatch(TokenOutcome.Yes, end, header);
    }

    // Lines of Base64, which may be indented as in YAML.
    private int EndOfLines(ReadOnlySpan<byte> rest, int body)
    {
        int end = body + Body.Run(rest[body..]);
        while (end < rest.Length && end > body && rest[end] == ' ' && IsLineEnd(rest, end - 1))
        {
            int blanks = rest[end..].IndexOfAnyExcept((byte)' ');
            end = blanks < 0 ? rest.Length : end + blanks;
            end += Body.Run(rest[end..]);
        }

        return end;
    }

    // As many as decide.
    private static int Letters(ReadOnlySpan<byte> text)
    {
        int letters = 0;
        for (int i = 0; i < text.Length && letters < LeastCut; i++)
        {
            letters += i > 0 && IsLineEnd(text, i) ? 0 : 1;
        }

        return letters;
    }

    /// <summary>True for a byte of a line end, real or escaped.</summary>
    public static bool IsLineEnd(ReadOnlySpan<byte> text, int at) => text[at] is (byte)'\r' or (byte)'\n' or (byte)'\t' or (byte)' ' or (byte)'\\'
        || (text[at] is (byte)'n' or (byte)'r' && text[at - 1] == '\\');
}
