using System.Text;

namespace BotBottle.Core.Scan;

/// <summary>
/// The paths of a JSON document that a reader wants to hear of, compiled once into a tree. A value counts only on its exact path: a property of the
/// same name elsewhere (in text a model wrote, in a tool's result) is never mistaken for it.
/// </summary>
public sealed class JsonShape
{
    /// <summary>The node of everything that is on no path.</summary>
    internal const int None = -1;

    private Node[] _nodes = [new Node()];

    private JsonShape(bool foldsCase) => FoldsCase = foldsCase;

    /// <summary>Whether names that differ only in letter case are reported, as <see cref="JsonSpelling.Folded"/>.</summary>
    public bool FoldsCase { get; }

    /// <summary>The longest name in the tree, in bytes: what is longer matches nothing and is not kept.</summary>
    internal int MaxName { get; private set; }

    /// <summary>Compiles the paths.</summary>
    /// <param name="paths">Each path once.</param>
    /// <param name="foldsCase">See <see cref="FoldsCase"/>.</param>
    public static JsonShape Of(IEnumerable<JsonPath> paths, bool foldsCase = false)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var shape = new JsonShape(foldsCase);
        foreach (var path in paths)
        {
            shape.Add(path);
        }

        return shape;
    }

    /// <summary>The tag of a node, or -1.</summary>
    internal int Tag(int node) => node < 0 ? -1 : _nodes[node].Tag;

    /// <summary>What is wanted of a string at a node.</summary>
    internal JsonWant Want(int node) => node < 0 ? JsonWant.None : _nodes[node].Want;

    /// <summary>The node of an array's elements.</summary>
    internal int Element(int node) => node < 0 ? None : _nodes[node].Element;

    /// <summary>Whether any property of the object at a node is known.</summary>
    internal bool HasNames(int node) => node >= 0 && _nodes[node].Children.Length > 0;

    /// <summary>The node of the property of that name.</summary>
    internal int Find(int node, ReadOnlySpan<byte> name)
    {
        var known = _nodes[node];
        if ((known.Lengths >> Math.Min(name.Length, 63) & 1) != 0)
        {
            foreach (var child in known.Children)
            {
                if (name.SequenceEqual(child.Name))
                {
                    return child.Node;
                }
            }
        }

        return None;
    }

    /// <summary>The node of the property whose name is that one but for letter case.</summary>
    internal int FindFolded(int node, ReadOnlySpan<byte> name)
    {
        foreach (var child in _nodes[node].Children)
        {
            if (JsonNames.EqualFolded(name, child.Name))
            {
                return child.Node;
            }
        }

        return None;
    }

    private void Add(JsonPath path)
    {
        int node = 0;
        int depth = 0;
        foreach (var part in path.Path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            string name = part;
            int brackets = 0;
            for (; name.EndsWith("[]", StringComparison.Ordinal); name = name[..^2])
            {
                brackets++;
            }

            node = name.Length == 0 ? node : Child(node, Encoding.UTF8.GetBytes(name));
            depth += 1 + brackets;
            for (; brackets > 0; brackets--)
            {
                node = ElementOf(node);
            }
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(depth, JsonNesting.KnownDepth, nameof(path));

        if (_nodes[node].Tag >= 0 || path.Tag < 0)
        {
            throw new ArgumentException($"the path {path.Path} is given twice, or its tag is negative", nameof(path));
        }

        _nodes[node].Tag = path.Tag;
        _nodes[node].Want = path.Want;
    }

    private int Child(int node, byte[] name)
    {
        int found = Find(node, name);
        if (found == None)
        {
            found = AddNode();
            _nodes[node].Children = [.. _nodes[node].Children, (name, found)];
            _nodes[node].Lengths |= 1UL << Math.Min(name.Length, 63);

            // A name is kept unescaped, and may be three times as long as the one it folds to: U+212A, three bytes, folds to k.
            MaxName = Math.Max(MaxName, FoldsCase ? name.Length * 3 : name.Length);
        }

        return found;
    }

    private int ElementOf(int node)
    {
        if (_nodes[node].Element == None)
        {
            _nodes[node].Element = AddNode();
        }

        return _nodes[node].Element;
    }

    private int AddNode()
    {
        _nodes = [.. _nodes, new Node()];
        return _nodes.Length - 1;
    }

    private sealed class Node
    {
        public int Tag { get; set; } = -1;

        public JsonWant Want { get; set; }

        public int Element { get; set; } = None;

        public (byte[] Name, int Node)[] Children { get; set; } = [];

        /// <summary>A bit for each length that a child's name has, so that most other names are told without comparing.</summary>
        public ulong Lengths { get; set; }
    }
}
