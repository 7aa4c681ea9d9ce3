using BotBottle.Controller.Folders;

namespace BotBottle.Controller.Bottles;

/// <summary>A working folder that belongs to the run: the bottle sees it in place of the host's.</summary>
/// <param name="Root">The host's folder that it stands for, without links; the path in the bottle.</param>
/// <param name="Folder">The folder, in the run's own.</param>
/// <param name="Objects">The host's folders of git objects that it borrows from; the bottle can only read them.</param>
internal sealed record BottleWorkspace(string Root, string Folder, IReadOnlyList<string> Objects)
{
    /// <summary>The folder in the bottle of the borrowed objects, each in a folder with its index.</summary>
    public const string ObjectsFolder = "/run/bot-bottle/objects";

    /// <summary>The mounts of the borrowed objects. Folders that they borrow from themselves are in the list.</summary>
    public IEnumerable<Mount> ObjectMounts
    {
        get
        {
            for (int i = 0; i < Objects.Count; i++)
            {
                yield return new Mount(MountKind.ReadOnly, $"{ObjectsFolder}/{i}", Objects[i]);
                if (File.Exists(Path.Combine(Objects[i], "info", "alternates")))
                {
                    yield return new Mount(MountKind.ReadOnly, $"{ObjectsFolder}/{i}/info/alternates", "/dev/null");
                }
            }
        }
    }
}
