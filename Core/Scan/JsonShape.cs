using System.Text;

namespace BotBottle.Core.Scan;

/// <summary>
/// The paths of a JSON document that a reader needs, compiled once into a tree, with a grammar for values at any depth. A value on a path counts only there. A
/// property of the same name elsewhere (in a model's text, in a tool's result) is never mistaken for it.
/// </summary>
public sealed class JsonShape
{
    /// <summary>The node of values on no path and in no state of the grammar.</summary>
    internal const int None = -1;

    private JsonNode[] _nodes = [new JsonNode()];

    private JsonShape(bool foldsCase) => FoldsCase = foldsCase;

    /// <summary>True if names that differ only in letter case are reported, as <see cref="JsonSpelling.Folded"/>.</summary>
    public bool FoldsCase { get; }

    /// <summary>The longest name in the tree, in bytes. Of a longer name only the start is kept, and it equals no name.</summary>
    internal int MaxName { get; private set; }

    /// <summary>Compiles the paths.</summary>
    /// <param name="paths">The distinct paths.</param>
    /// <param name="foldsCase">See <see cref="FoldsCase"/>.</param>
    /// <param name="grammar">The rules for values at any depth; paths override them.</param>
    public static JsonShape Of(IEnumerable<JsonPath> paths, bool foldsCase = false, IReadOnlyList<JsonState>? grammar = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var shape = new JsonShape(foldsCase);
        if (grammar is { Count: > 0 })
        {
            shape.Add(grammar);
        }

        foreach (var path in paths)
        {
            shape.Add(path);
        }

        return shape;
    }

    /// <summary>The tag of a node, or -1.</summary>
    internal int Tag(int node) => node < 0 ? -1 : _nodes[node].Tag;

    /// <summary>The requested report for a string at a node.</summary>
    internal JsonWant Want(int node) => node < 0 ? JsonWant.None : _nodes[node].Want;

    /// <summary>The node of an array's elements.</summary>
    internal int Element(int node) => node < 0 ? None : _nodes[node].Element;

    /// <summary>True if any property of the object at a node is known.</summary>
    internal bool HasNames(int node) => node >= 0 && _nodes[node].HasNames;

    /// <summary>The node of a property with an unlisted name.</summary>
    internal int Other(int node) => _nodes[node].Other;

    /// <summary>Finds the node of a property by its name.</summary>
    /// <param name="node">The object.</param>
    /// <param name="name">The name.</param>
    /// <param name="found">The property's node; it may be <see cref="None"/>.</param>
    /// <returns>True if the name is listed.</returns>
    internal bool TryFind(int node, ReadOnlySpan<byte> name, out int found)
    {
        ulong length = 1UL << Math.Min(name.Length, 63);
        for (; node >= 0; node = _nodes[node].Base)
        {
            var known = _nodes[node];
            if ((known.Lengths & length) == 0)
            {
                continue;
            }

            foreach (var child in known.Children)
            {
                if (name.SequenceEqual(child.Name))
                {
                    found = child.Node;
                    return true;
                }
            }
        }

        found = None;
        return false;
    }

    /// <summary>The node of the property whose name differs only in letter case, if the sink is to know it.</summary>
    internal int FindFolded(int node, ReadOnlySpan<byte> name)
    {
        // ASCII letters fold to letters: only a name with other characters can equal one of another length.
        bool isAscii = System.Text.Ascii.IsValid(name);
        ulong length = 1UL << Math.Min(name.Length, 63);
        for (; node >= 0; node = _nodes[node].Base)
        {
            if (isAscii && (_nodes[node].Lengths & length) == 0)
            {
                continue;
            }

            foreach (var child in _nodes[node].Children)
            {
                if ((!isAscii || child.Name.Length == name.Length) && JsonNames.EqualFolded(name, child.Name) && Tag(child.Node) >= 0)
                {
                    return child.Node;
                }
            }
        }

        return None;
    }

    /// <summary>The node of a property whose name contains a part in the grammar; <see cref="None"/> for no such part.</summary>
    internal int FindPart(int node, ReadOnlySpan<byte> name)
    {
        for (; node >= 0; node = _nodes[node].Base)
        {
            foreach (var (part, next) in _nodes[node].Parts)
            {
                if (JsonNames.ContainsFolded(name, part))
                {
                    return next;
                }
            }
        }

        return None;
    }

    private void Add(IReadOnlyList<JsonState> grammar)
    {
        Dictionary<string, int> states = new() { [JsonState.Opaque] = None };
        foreach (var state in grammar)
        {
            states.Add(state.Name, AddNode());
        }

        foreach (var state in grammar)
        {
            var node = _nodes[states[state.Name]];
            JsonNode? inherited = null;
            if (state.Base is { } name)
            {
                node.Base = states[name];
                inherited = _nodes[node.Base];
            }

            node.Tag = state.Tag;
            node.Want = state.Want;
            node.Other = state.Other is { } other ? states[other] : inherited?.Other ?? None;
            node.Element = state.Element is { } element ? states[element] : inherited?.Element ?? None;
            node.Parts = [.. state.Parts.Select(part => (Encoding.ASCII.GetBytes(part.Part), states[part.Next]))];
            foreach (var (key, next) in state.Keys)
            {
                AddChild(node, Encoding.UTF8.GetBytes(key), states[next]);
            }

            node.HasNames = node.Children.Length > 0 || node.Parts.Length > 0 || node.Other != None || inherited is { HasNames: true };
        }

        Follow(_nodes[0], states[grammar[0].Name]);
    }

    private void Add(JsonPath path)
    {
        int node = 0;
        foreach (var part in path.Path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            string name = part;
            int brackets = 0;
            for (; name.EndsWith("[]", StringComparison.Ordinal); name = name[..^2])
            {
                brackets++;
            }

            node = name.Length == 0 ? node : Child(node, Encoding.UTF8.GetBytes(name));
            for (; brackets > 0; brackets--)
            {
                node = ElementOf(node);
            }
        }

        if (_nodes[node].IsPath || path.Tag < 0)
        {
            throw new ArgumentException($"the path {path.Path} is given twice, or its tag is negative", nameof(path));
        }

        _nodes[node].IsPath = true;
        _nodes[node].Tag = path.Tag;
        _nodes[node].Want = path.Want;
    }

    private int Child(int node, byte[] name)
    {
        foreach (var child in _nodes[node].Children)
        {
            if (child.Name.AsSpan().SequenceEqual(name) && child.Node >= 0 && _nodes[child.Node].IsOfTree)
            {
                return child.Node;
            }
        }

        // The path overrides the grammar; without a path the grammar applies.
        int rules = TryFind(node, name, out int found) ? found : FindPart(node, name) is >= 0 and var part ? part : _nodes[node].Other;
        int added = AddTreeNode(rules);
        _nodes[node].Children = [.. _nodes[node].Children.Where(child => !child.Name.AsSpan().SequenceEqual(name))];
        AddChild(_nodes[node], name, added);
        _nodes[node].HasNames = true;
        return added;
    }

    private int ElementOf(int node)
    {
        int element = _nodes[node].Element;
        return element >= 0 && _nodes[element].IsOfTree ? element : _nodes[node].Element = AddTreeNode(element);
    }

    private void AddChild(JsonNode node, byte[] name, int child)
    {
        node.Children = [.. node.Children, (name, child)];
        node.Lengths |= 1UL << Math.Min(name.Length, 63);

        // A name is kept unescaped. It may be three times as long as the one it folds to: U+212A, three bytes, folds to k.
        MaxName = Math.Max(MaxName, FoldsCase ? name.Length * 3 : name.Length);
    }

    private int AddTreeNode(int rules)
    {
        int added = AddNode();
        _nodes[added].IsOfTree = true;
        if (rules >= 0)
        {
            Follow(_nodes[added], rules);
        }

        return added;
    }

    private void Follow(JsonNode node, int rules)
    {
        var state = _nodes[rules];
        (node.Base, node.Tag, node.Want, node.Other, node.Element, node.HasNames) = (rules, state.Tag, state.Want, state.Other, state.Element, state.HasNames);
    }

    private int AddNode()
    {
        _nodes = [.. _nodes, new JsonNode()];
        return _nodes.Length - 1;
    }
}
