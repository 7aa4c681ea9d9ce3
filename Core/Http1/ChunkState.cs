namespace BotBottle.Core.Http1;

/// <summary>State of <see cref="ChunkFraming"/>: the role of the next byte.</summary>
internal enum ChunkState
{
    /// <summary>The first digit of a size.</summary>
    SizeStart,

    /// <summary>Another digit, or the end of the size.</summary>
    Size,

    /// <summary>Blanks after a size or an extension's value: only another extension may follow.</summary>
    BeforeSemicolon,

    /// <summary>After a semicolon: blanks, then a name.</summary>
    NameStart,

    /// <summary>In an extension's name.</summary>
    Name,

    /// <summary>Blanks after a name: a value or another extension must follow.</summary>
    AfterName,

    /// <summary>After an equals sign: blanks, then a token or a quoted string.</summary>
    ValueStart,

    /// <summary>In a token value.</summary>
    Value,

    /// <summary>In a quoted string.</summary>
    Quoted,

    /// <summary>After a backslash in a quoted string.</summary>
    QuotedPair,

    /// <summary>After the closing quote.</summary>
    AfterQuoted,

    /// <summary>The LF of a size line.</summary>
    SizeLineFeed,

    /// <summary>The CR after the data.</summary>
    DataCarriageReturn,

    /// <summary>The LF after the data.</summary>
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

    /// <summary>The body is complete.</summary>
    Done,
}
