namespace BotBottle.Core.Scan;

/// <summary>
/// The open objects and arrays: a bit per level for its type, and its node in the shape. The room for nodes grows with the depth of a document; few documents
/// have more than a dozen levels.
/// </summary>
internal sealed class JsonNesting
{
    private const int UsualDepth = 24;

    private readonly ulong[] _arrays = new ulong[JsonScanner.MaxDepth / 64];
    private short[] _nodes = new short[UsualDepth];

    /// <summary>The number of open levels.</summary>
    public int Depth { get; private set; }

    /// <summary>True if the innermost level is an array.</summary>
    public bool IsArray => ((_arrays[(Depth - 1) >> 6] >> ((Depth - 1) & 63)) & 1) != 0;

    /// <summary>The node of the innermost level.</summary>
    public int Node => _nodes[Depth - 1];

    /// <summary>Closes all levels.</summary>
    public void Clear() => Depth = 0;

    /// <summary>Opens a level; false if that is too deep.</summary>
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

    /// <summary>Closes the innermost level.</summary>
    public void Leave() => Depth--;
}
