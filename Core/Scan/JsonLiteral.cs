namespace BotBottle.Core.Scan;

/// <summary>The three literal values of JSON (RFC 8259 section 3).</summary>
public enum JsonLiteral
{
    /// <summary><c>null</c></summary>
    Null,

    /// <summary><c>false</c></summary>
    False,

    /// <summary><c>true</c></summary>
    True,
}
