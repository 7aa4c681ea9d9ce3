namespace BotBottle.Core.Injection;

/// <summary>Kinds of text that a reader does not see and a model reads.</summary>
[Flags]
public enum HiddenTextKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Invisible tag characters (U+E0020 to U+E007E) that spell ASCII; the flags that they are made for are shorter.</summary>
    Tags = 1,

    /// <summary>Zero-width characters between letters: several in a row, or one behind each letter.</summary>
    ZeroWidth = 2,

    /// <summary>An HTML comment that tells an assistant what to do.</summary>
    Comment = 4,

    /// <summary>An element with the style <c>display:none</c>, <c>visibility:hidden</c> or <c>font-size:0</c> that tells an assistant what to do.</summary>
    Element = 8,
}

/// <summary>A place with hidden text.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="At">Its first byte, counted from 0.</param>
/// <param name="Quote">A part of its text in printable ASCII; empty for zero-width characters.</param>
public readonly record struct HiddenTextFind(HiddenTextKinds Kind, long At, string Quote)
{
    /// <summary>The find in words.</summary>
    public override string ToString() => (Kind switch
    {
        HiddenTextKinds.Tags => $"invisible tag characters that spell \"{Quote}\"",
        HiddenTextKinds.ZeroWidth => "zero-width characters between letters",
        HiddenTextKinds.Comment => $"an HTML comment that tells an assistant what to do (\"{Quote}\")",
        _ => $"an invisible HTML element that tells an assistant what to do (\"{Quote}\")",
    }) + $" at byte {At}";
}
