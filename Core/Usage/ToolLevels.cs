using System.Runtime.CompilerServices;

namespace BotBottle.Core.Usage;

/// <summary>Levels of tools in tools, lists counted, or of content blocks in content blocks: in place, so that a request costs no allocation for them.</summary>
[InlineArray(Most)]
internal struct ToolLevels
{
    /// <summary>How many there are.</summary>
    public const int Most = 16;

    private ToolMark _first;
}

/// <summary>What <see cref="ToolFinder"/> has seen of an open tool, list of tools or content block.</summary>
[Flags]
internal enum ToolMark : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is a list.</summary>
    List = 1,

    /// <summary>It has a type.</summary>
    Typed = 2,

    /// <summary>A key is known.</summary>
    Known = 4,

    /// <summary>What it is was told, or needs no telling.</summary>
    Told = 8,

    /// <summary>It is a shell.</summary>
    Shell = 16,

    /// <summary>It runs where its client is.</summary>
    Local = 32,

    /// <summary>A key is not known, and holds an object or a list.</summary>
    Unlisted = 64,

    /// <summary>It says where it runs.</summary>
    Placed = 128,

    /// <summary>A content block of a call.</summary>
    ToolUse = 256,

    /// <summary>A content block of another type.</summary>
    OtherType = 512,
}
