namespace BotBottle.Core.Scan;

/// <summary>A node of a <see cref="JsonShape"/>: a value on a path, or in a state of the grammar.</summary>
internal sealed class JsonNode
{
    public int Tag { get; set; } = -1;

    public JsonWant Want { get; set; }

    /// <summary>The node of an array's elements.</summary>
    public int Element { get; set; } = JsonShape.None;

    /// <summary>The node of properties with unlisted names.</summary>
    public int Other { get; set; } = JsonShape.None;

    /// <summary>A node whose names are valid here too.</summary>
    public int Base { get; set; } = JsonShape.None;

    public (byte[] Name, int Node)[] Children { get; set; } = [];

    /// <summary>Parts of names, ASCII in small letters.</summary>
    public (byte[] Part, int Node)[] Parts { get; set; } = [];

    /// <summary>A bit for each length of a child's name, so that most other names need no comparison.</summary>
    public ulong Lengths { get; set; }

    /// <summary>True if one of its properties has a node.</summary>
    public bool HasNames { get; set; }

    /// <summary>True if it is a value on a path, and not only a state.</summary>
    public bool IsOfTree { get; set; }

    /// <summary>True if a path ends here.</summary>
    public bool IsPath { get; set; }
}
