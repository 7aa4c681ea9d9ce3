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
