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

    private readonly List<Node> _nodes = [new Node()];

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
    internal bool HasNames(int node) => node >= 0 && _nodes[node].Children.Count > 0;

    /// <summary>The node of the property of that name.</summary>
    internal int Find(int node, ReadOnlySpan<byte> name)
    {
        foreach (var child in _nodes[node].Children)
        {
            if (name.SequenceEqual(child.Name))
            {
                return child.Node;
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

        _nodes[node] = _nodes[node] with { Tag = path.Tag, Want = path.Want };
    }

    private int Child(int node, byte[] name)
    {
        int found = Find(node, name);
        if (found == None)
        {
            found = _nodes.Count;
            _nodes.Add(new Node());
            _nodes[node].Children.Add((name, found));

            // An escaped or folded spelling of a name can be three times as long before it is unescaped, but what is kept is unescaped;
            // two bytes more hold the one letter (U+212A) that folds to an ASCII letter and is longer than it.
            MaxName = Math.Max(MaxName, name.Length + (FoldsCase ? name.Length * 2 : 0));
        }

        return found;
    }

    private int ElementOf(int node)
    {
        if (_nodes[node].Element == None)
        {
            _nodes.Add(new Node());
            _nodes[node] = _nodes[node] with { Element = _nodes.Count - 1 };
        }

        return _nodes[node].Element;
    }

    private sealed record Node
    {
        public int Tag { get; init; } = -1;

        public JsonWant Want { get; init; }

        public int Element { get; init; } = None;

        public List<(byte[] Name, int Node)> Children { get; init; } = [];
    }
}
