using System.Runtime.CompilerServices;

namespace BotBottle.Core.Usage;

/// <summary>
/// Levels of nested tools, including lists, or of nested content blocks. They are stored inline, so that a request needs no allocation for them.
/// </summary>
[InlineArray(Most)]
internal struct ToolLevels
{
    /// <summary>Maximum number of levels.</summary>
    public const int Most = 16;

    private ToolMark _first;
}

/// <summary>Facts of <see cref="ToolFinder"/> about an open tool, list of tools or content block.</summary>
[Flags]
internal enum ToolMark : ushort
{
    /// <summary>No fact.</summary>
    None = 0,

    /// <summary>It is a list.</summary>
    List = 1,

    /// <summary>It has a type.</summary>
    Typed = 2,

    /// <summary>It has a known key.</summary>
    Known = 4,

    /// <summary>Its tool is recorded, or needs no record.</summary>
    Told = 8,

    /// <summary>It is a shell.</summary>
    Shell = 16,

    /// <summary>It runs at its client.</summary>
    Local = 32,

    /// <summary>It has an object or a list under an unknown key.</summary>
    Unlisted = 64,

    /// <summary>It names its environment.</summary>
    Placed = 128,

    /// <summary>A content block of a call.</summary>
    ToolUse = 256,

    /// <summary>A content block of another type.</summary>
    OtherType = 512,
}
