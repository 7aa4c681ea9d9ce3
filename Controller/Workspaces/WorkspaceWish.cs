using BotBottle.Core.Control;
using BotBottle.Core.Yaml;

namespace BotBottle.Controller.Workspaces;

/// <summary>The workspace that a launch asks for.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="IsClean">True to leave changes that are not committed behind.</param>
internal sealed record WorkspaceWish(WorkspaceKind Kind, bool IsClean)
{
    /// <summary>Files and folders that a clone takes along although git ignores them.</summary>
    public IReadOnlyList<CarriedPath> Carry { get; init; } = [];

    /// <summary>The run whose work the clone begins with; null for the host's.</summary>
    public RunWork? From { get; init; }
}

/// <summary>A path that is carried into a clone.</summary>
/// <param name="Path">Absolute, or in a manifest from the repository's top.</param>
/// <param name="Origin">Where it was written, for messages.</param>
/// <param name="IsOptional">True if it need not exist: a bottle is for more than one repository.</param>
internal sealed record CarriedPath(string Path, string Origin, bool IsOptional)
{
    /// <summary>The path of an option.</summary>
    /// <param name="path">The absolute path.</param>
    public static CarriedPath OfOption(string path) => new(path, "--carry", IsOptional: false);

    /// <summary>The path of a manifest.</summary>
    /// <param name="path">The path from a repository's top.</param>
    /// <param name="mark">Its place.</param>
    public static CarriedPath OfManifest(string path, YamlMark mark) => new(path, $"{mark}: carry", IsOptional: true);
}
