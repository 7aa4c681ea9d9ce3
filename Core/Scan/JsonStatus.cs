namespace BotBottle.Core.Scan;

/// <summary>How far a <see cref="JsonScanner"/> has come in its document.</summary>
public enum JsonStatus
{
    /// <summary>Nothing but whitespace so far.</summary>
    Empty,

    /// <summary>Inside the document: more bytes are needed.</summary>
    Open,

    /// <summary>One whole document was read.</summary>
    Done,

    /// <summary>The bytes are not JSON (RFC 8259); nothing after the fault was understood.</summary>
    Broken,

    /// <summary>Nested deeper than <see cref="JsonScanner.MaxDepth"/>; nothing below was understood.</summary>
    TooDeep,

    /// <summary>One whole document was read, and something other than whitespace came after it.</summary>
    Trailing,
}
