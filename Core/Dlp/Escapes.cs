namespace BotBottle.Core.Dlp;

/// <summary>Result of reading a place that may begin an escape.</summary>
/// <param name="Kind">The verdict.</param>
/// <param name="Length">The escape's length, or the number of bytes that need no second look.</param>
/// <param name="Value">The decoded ASCII byte; negative for none (an invisible character).</param>
internal readonly record struct Escape(EscapeKind Kind, int Length, int Value = 0)
{
    public static readonly Escape Partial = new(EscapeKind.Partial, 0);

    public static Escape None(int length) => new(EscapeKind.None, length);

    /// <summary>An escape of a character, or none if the character does not count.</summary>
    /// <param name="codePoint">The character.</param>
    /// <param name="length">The length of the escape in bytes.</param>
    public static Escape Of(int codePoint, int length) =>
        UnicodeFolding.Fold(codePoint) is var value and not UnicodeFolding.Foreign ? new Escape(EscapeKind.Found, length, value) : None(length);
}

/// <summary>Verdict on a possible escape.</summary>
internal enum EscapeKind
{
    /// <summary>No escape.</summary>
    None,
    /// <summary>Undecided until more bytes come.</summary>
    Partial,
    /// <summary>An escape.</summary>
    Found,
}
