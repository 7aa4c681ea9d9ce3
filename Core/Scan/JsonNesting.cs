namespace BotBottle.Core.Scan;

/// <summary>
/// The objects and arrays that are open: a bit for each that tells which of the two it is, and for the outermost ones their node in the shape.
/// Nothing deeper can be on a path of a shape, whose paths are a handful of names long.
/// </summary>
internal sealed class JsonNesting
{
    /// <summary>The levels on which a path can lie.</summary>
    public const int KnownDepth = 16;

    private readonly ulong[] _arrays = new ulong[JsonScanner.MaxDepth / 64];
    private readonly int[] _nodes = new int[KnownDepth];

    /// <summary>How many are open.</summary>
    public int Depth { get; private set; }

    /// <summary>Whether the innermost one is an array.</summary>
    public bool IsArray => ((_arrays[(Depth - 1) >> 6] >> ((Depth - 1) & 63)) & 1) != 0;

    /// <summary>The node of the innermost one.</summary>
    public int Node => Depth <= KnownDepth ? _nodes[Depth - 1] : JsonShape.None;

    /// <summary>Forgets them.</summary>
    public void Clear() => Depth = 0;

    /// <summary>One more opens; false if that is too deep.</summary>
    public bool TryEnter(bool isArray, int node)
    {
        if (Depth == JsonScanner.MaxDepth)
        {
            return false;
        }

        ulong bit = 1UL << (Depth & 63);
        ref ulong word = ref _arrays[Depth >> 6];
        word = isArray ? word | bit : word & ~bit;
        if (Depth < KnownDepth)
        {
            _nodes[Depth] = node;
        }

        Depth++;
        return true;
    }

    /// <summary>The innermost one closes.</summary>
    public void Leave() => Depth--;
}
