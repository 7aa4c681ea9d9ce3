namespace BotBottle.Core.Scan;

/// <summary>
/// The objects and arrays that are open: a bit for each that tells which of the two it is, and their node in the shape. Room for the nodes grows with the depth
/// that a document has: few have more than a dozen levels.
/// </summary>
internal sealed class JsonNesting
{
    private const int UsualDepth = 24;

    private readonly ulong[] _arrays = new ulong[JsonScanner.MaxDepth / 64];
    private short[] _nodes = new short[UsualDepth];

    /// <summary>How many are open.</summary>
    public int Depth { get; private set; }

    /// <summary>Whether the innermost one is an array.</summary>
    public bool IsArray => ((_arrays[(Depth - 1) >> 6] >> ((Depth - 1) & 63)) & 1) != 0;

    /// <summary>The node of the innermost one.</summary>
    public int Node => _nodes[Depth - 1];

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
        if (Depth == _nodes.Length)
        {
            Array.Resize(ref _nodes, Math.Min(4 * Depth, JsonScanner.MaxDepth));
        }

        _nodes[Depth] = (short)node;
        Depth++;
        return true;
    }

    /// <summary>The innermost one closes.</summary>
    public void Leave() => Depth--;
}
