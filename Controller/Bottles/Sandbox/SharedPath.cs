using BotBottle.Controller.Folders;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>A shared file or folder with everything that is mounted in it.</summary>
/// <param name="Path">Without links, the same on the host and in the bottle.</param>
/// <param name="ReadOnly">True: nothing in it can be written.</param>
/// <param name="Masks">What is read-only all the same.</param>
internal sealed record SharedPath(string Path, bool ReadOnly, MaskPlan Masks)
{
    /// <summary>Its own mount, then what lies in it.</summary>
    public IEnumerable<Mount> Steps => [new(ReadOnly ? MountKind.ReadOnly : MountKind.ReadWrite, Path, Path), .. Masks.Steps];
}
