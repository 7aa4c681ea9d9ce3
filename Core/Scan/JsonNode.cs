namespace BotBottle.Core.Scan;

/// <summary>A node of a <see cref="JsonShape"/>: a value on a path, or in a state of the grammar.</summary>
internal sealed class JsonNode
{
    public int Tag { get; set; } = -1;

    public JsonWant Want { get; set; }

    /// <summary>The node of an array's elements.</summary>
    public int Element { get; set; } = JsonShape.None;

    /// <summary>The node of what no name is listed for.</summary>
    public int Other { get; set; } = JsonShape.None;

    /// <summary>The node whose names are listed here as well.</summary>
    public int Base { get; set; } = JsonShape.None;

    public (byte[] Name, int Node)[] Children { get; set; } = [];

    /// <summary>Parts of names, ASCII in small letters.</summary>
    public (byte[] Part, int Node)[] Parts { get; set; } = [];

    /// <summary>A bit for each length that a child's name has, so that most other names are told without comparing.</summary>
    public ulong Lengths { get; set; }

    /// <summary>Whether a property of it leads anywhere.</summary>
    public bool HasNames { get; set; }

    /// <summary>Whether it stands for a value on a path, and for no state alone.</summary>
    public bool IsOfTree { get; set; }

    /// <summary>Whether a path ends here.</summary>
    public bool IsPath { get; set; }
}
