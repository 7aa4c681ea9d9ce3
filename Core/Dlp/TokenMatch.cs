namespace BotBottle.Core.Dlp;

/// <summary>A rule's verdict on one place.</summary>
/// <param name="Outcome">The certainty.</param>
/// <param name="Length">The length of the match in bytes, from the place on.</param>
/// <param name="Shown">The number of leading bytes that belong to the rule and may be shown.</param>
/// <param name="Value">The offset from the place of the value for allowances, approvals and fingerprints.</param>
/// <param name="Start">The offset from the place of the finding's first byte.</param>
internal readonly record struct TokenMatch(TokenOutcome Outcome, int Length = 0, int Shown = 0, int Value = 0, int Start = 0)
{
    public static readonly TokenMatch No = new(TokenOutcome.No);
    public static readonly TokenMatch Open = new(TokenOutcome.Open);
}

/// <summary>Certainty of a verdict.</summary>
internal enum TokenOutcome
{
    /// <summary>No match, whatever follows.</summary>
    No,
    /// <summary>Undecided until more bytes come.</summary>
    Open,
    /// <summary>A match whose length later bytes do not change.</summary>
    Yes,
}

/// <summary>True if the first bytes of a body have the checksum or structure of its format.</summary>
internal delegate bool TokenCheck(ReadOnlySpan<byte> body);
