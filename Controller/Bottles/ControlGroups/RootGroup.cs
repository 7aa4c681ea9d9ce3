using System.Globalization;
using System.Runtime.Versioning;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles.ControlGroups;

/// <summary>The group of all bottles of root, directly below the root of the tree.</summary>
/// <param name="folder">Its folder.</param>
[SupportedOSPlatform("linux")]
internal sealed class RootGroup(string folder) : IGroupParent
{
    private const string Name = "bot-bottle";

    /// <inheritdoc/>
    public string Folder => folder;

    /// <summary>Creates it if it is missing, and removes the empty groups of ended runs.</summary>
    /// <param name="mount">The mount point of the tree.</param>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static RootGroup Open(string mount)
    {
        ControlFiles.Enable(mount);
        string folder = Directory.CreateDirectory(Path.Combine(mount, Name)).FullName;
        foreach (string left in Directory.EnumerateDirectories(folder).Where(left => !IsOfALivingRun(Path.GetFileName(left))))
        {
            ControlFiles.Remove(left);
        }

        return new RootGroup(folder);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The group stays for the next run: an empty group costs nothing, and its removal would race with a run that begins.
    }

    /// <summary>True if the run in a group's name (<c>RUN.PID.START</c>) is alive.</summary>
    private static bool IsOfALivingRun(string name) =>
        name.Split('.') is not [.., string pid, string start]
        || !int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out int owner)
        || ProcessIdentity.StartOf(owner)?.ToString(CultureInfo.InvariantCulture) == start;
}
