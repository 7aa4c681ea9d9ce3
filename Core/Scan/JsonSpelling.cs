namespace BotBottle.Core.Scan;

/// <summary>How a property name of a <see cref="JsonShape"/> was written. Two parsers can disagree about anything but <see cref="Plain"/>.</summary>
public enum JsonSpelling
{
    /// <summary>Byte for byte the name.</summary>
    Plain,

    /// <summary>The name, with at least one backslash escape in it (<c>"mo\u0064el"</c>).</summary>
    Escaped,

    /// <summary>The name only if letter case is ignored, as Go's encoding/json does. Its value is not reported.</summary>
    Folded,
}
