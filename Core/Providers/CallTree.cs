namespace BotBottle.Core.Providers;

/// <summary>The rows of call groups, by the segments of their paths. A literal segment comes before <c>{}</c>, and this before <c>**</c>.</summary>
internal sealed class CallTree
{
    private readonly Node _root = new();

    /// <summary>Adds a row. Of two rows for one path the stricter stays: unmetered, then a model call, then free.</summary>
    /// <param name="path">Its path, as <see cref="CallGroup"/> writes them.</param>
    /// <param name="call">Its class.</param>
    public void Add(string path, CallClass call)
    {
        var node = _root;
        string[] segments = path.Split('/');
        foreach (string segment in segments.AsSpan(1))
        {
            if (segment == "**")
            {
                node.Below = Stricter(node.Below, call);
                return;
            }

            node = segment == "{}" ? node.Any ??= new Node() : Child(node.Named, segment);
        }

        node.Call = Stricter(node.Call, call);
    }

    /// <summary>The stricter of two classes, one of which may be absent.</summary>
    public static CallClass? Stricter(CallClass? first, CallClass? second) =>
        first is not { } one ? second : second is not { } other ? first : Strictness(one) >= Strictness(other) ? one : other;

    /// <summary>The class of a path that begins with a slash; null for an unlisted one.</summary>
    public CallClass? Find(ReadOnlySpan<char> path) => Find(_root, path);

    private static CallClass? Find(Node node, ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty)
        {
            return node.Call ?? node.Below;
        }

        int end = rest[1..].IndexOf('/') + 1;
        var segment = rest[1..(end == 0 ? rest.Length : end)];
        var left = end == 0 ? default : rest[end..];
        if (node.NamedBySpan.TryGetValue(segment, out var child) && Find(child, left) is { } named)
        {
            return named;
        }

        return (node.Any is { } any && !segment.IsEmpty ? Find(any, left) : null) ?? node.Below;
    }

    private static Node Child(Dictionary<string, Node> nodes, string name)
    {
        if (!nodes.TryGetValue(name, out var node))
        {
            nodes[name] = node = new Node();
        }

        return node;
    }

    private static int Strictness(CallClass call) => call.Kind switch
    {
        CallKind.Free => 0,
        CallKind.Unmetered => 2,
        _ => 1,
    };

    private sealed class Node
    {
        public Node() => NamedBySpan = Named.GetAlternateLookup<ReadOnlySpan<char>>();

        public Dictionary<string, Node> Named { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Node>.AlternateLookup<ReadOnlySpan<char>> NamedBySpan { get; }

        public Node? Any { get; set; }

        public CallClass? Call { get; set; }

        public CallClass? Below { get; set; }
    }
}
