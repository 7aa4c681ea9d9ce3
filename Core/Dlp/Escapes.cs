namespace BotBottle.Core.Dlp;

/// <summary>What stands at a place where an escape may begin.</summary>
/// <param name="Kind">Whether it is one.</param>
/// <param name="Length">The bytes that it takes, or that need not be looked at again.</param>
/// <param name="Value">The ASCII byte that it stands for; negative where it stands for nothing (an invisible character).</param>
internal readonly record struct Escape(EscapeKind Kind, int Length, int Value = 0)
{
    public static readonly Escape Partial = new(EscapeKind.Partial, 0);

    public static Escape None(int length) => new(EscapeKind.None, length);

    /// <summary>An escape of a character, if it is one that counts.</summary>
    /// <param name="codePoint">The character.</param>
    /// <param name="length">The bytes of the escape.</param>
    public static Escape Of(int codePoint, int length) =>
        UnicodeFolding.Fold(codePoint) is var value and not UnicodeFolding.Foreign ? new Escape(EscapeKind.Found, length, value) : None(length);
}

/// <summary>Whether bytes are an escape.</summary>
internal enum EscapeKind
{
    /// <summary>They are what they are.</summary>
    None,
    /// <summary>What comes decides.</summary>
    Partial,
    /// <summary>They stand for something else.</summary>
    Found,
}
