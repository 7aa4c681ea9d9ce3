namespace BotBottle.Core.Http1;

/// <summary>The states of <see cref="ChunkFraming"/>: what the next byte belongs to.</summary>
internal enum ChunkState
{
    /// <summary>The first digit of a size.</summary>
    SizeStart,

    /// <summary>Another digit, or what ends the size.</summary>
    Size,

    /// <summary>Blanks after a size or an extension's value: only another extension may follow.</summary>
    BeforeSemicolon,

    /// <summary>Behind a semicolon: blanks, then a name.</summary>
    NameStart,

    /// <summary>In an extension's name.</summary>
    Name,

    /// <summary>Blanks after a name: a value or another extension has to follow.</summary>
    AfterName,

    /// <summary>Behind an equals sign: blanks, then a token or a quoted string.</summary>
    ValueStart,

    /// <summary>In a token value.</summary>
    Value,

    /// <summary>In a quoted string.</summary>
    Quoted,

    /// <summary>Behind a backslash in a quoted string.</summary>
    QuotedPair,

    /// <summary>Behind the closing quote.</summary>
    AfterQuoted,

    /// <summary>The LF of a size line.</summary>
    SizeLineFeed,

    /// <summary>The CR behind the data.</summary>
    DataCarriageReturn,

    /// <summary>The LF behind the data.</summary>
    DataLineFeed,

    /// <summary>The first byte of a trailer line, or the CR of the last line.</summary>
    TrailerStart,

    /// <summary>In a trailer's name.</summary>
    TrailerName,

    /// <summary>In a trailer's value.</summary>
    TrailerValue,

    /// <summary>The LF of a trailer line.</summary>
    TrailerLineFeed,

    /// <summary>The last LF.</summary>
    FinalLineFeed,

    /// <summary>Nothing more belongs to the body.</summary>
    Done,
}
