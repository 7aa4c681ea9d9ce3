namespace BotBottle.Core.Dlp;

/// <summary>What a rule says of one place.</summary>
/// <param name="Outcome">Whether it is sure.</param>
/// <param name="Length">The bytes of the match.</param>
/// <param name="Shown">How many of them are the rule's own words, which a context may show.</param>
/// <param name="Value">Where in the match the value begins that is allowed, approved and fingerprinted.</param>
internal readonly record struct TokenMatch(TokenOutcome Outcome, int Length = 0, int Shown = 0, int Value = 0)
{
    public static readonly TokenMatch No = new(TokenOutcome.No);
    public static readonly TokenMatch Open = new(TokenOutcome.Open);
}

/// <summary>How sure a rule is of one place.</summary>
internal enum TokenOutcome
{
    /// <summary>Nothing, whatever comes.</summary>
    No,
    /// <summary>What comes decides.</summary>
    Open,
    /// <summary>A match, of a length that nothing that comes changes.</summary>
    Yes,
}

/// <summary>Whether the first bytes of a body have the checksum or structure of its format.</summary>
internal delegate bool TokenCheck(ReadOnlySpan<byte> body);
