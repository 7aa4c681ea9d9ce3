using BotBottle.Controller.Folders;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>A shared file or folder with all mounts in it.</summary>
/// <param name="Path">The path without links, the same on the host and in the bottle.</param>
/// <param name="ReadOnly">True if nothing in it can be written.</param>
/// <param name="Masks">The parts that are always read-only.</param>
internal sealed record SharedPath(string Path, bool ReadOnly, MaskPlan Masks)
{
    /// <summary>The run's own workspace that the bottle sees there; null for the host's file or folder itself.</summary>
    public BottleWorkspace? Workspace { get; init; }

    /// <summary>Its own mount, then the mounts inside it, and the objects that a workspace borrows.</summary>
    public IEnumerable<Mount> Steps =>
    [
        new(ReadOnly ? MountKind.ReadOnly : MountKind.ReadWrite, Path, Workspace?.Folder ?? Path), .. Masks.Steps, .. Workspace?.ObjectMounts ?? [],
    ];
}

/// <summary>The masks of a whole bottle.</summary>
/// <param name="Paths">Paths that must be read-only mounts before the agent runs, and stay so.</param>
/// <param name="Covered">Paths that must stay covered by a mount that the agent may write, so that it cannot reach the host's files below.</param>
/// <param name="Placeholders">Placeholders that were created on the host for them.</param>
internal sealed record MaskSet(IReadOnlyList<string> Paths, IReadOnlyList<string> Covered, IReadOnlyList<Placeholder> Placeholders);
