using System.Security.Cryptography;
using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Folders;

/// <summary>
/// A bottle's own <c>.git/worktrees</c>. The host's folder decides which config git obeys in each of its worktrees, so the agent must not write there. In its
/// own folder it can add worktrees freely. Their commits and branches are in the repository; git on the host does not know the worktrees themselves, and obeys
/// nothing in them.
/// </summary>
internal static class WorktreeFolder
{
    private const int MostBytes = 64 * 1024;
    private const int MostEntries = 10_000;

    /// <summary>Gets its path.</summary>
    /// <param name="worktrees">The host's folder.</param>
    /// <param name="ownFolder">The folder for all own folders of one bottle.</param>
    public static string Of(string worktrees, string ownFolder) =>
        Path.Combine(ownFolder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(worktrees)))[..16]);

    /// <summary>
    /// Creates it with copies of the small files of the host's worktrees: git in the bottle then knows which branches they have checked out, and keeps their
    /// commits. A resumed run has it already.
    /// </summary>
    /// <param name="worktrees">The host's.</param>
    /// <param name="own">The bottle's.</param>
    public static void Prepare(string worktrees, string own)
    {
        if (Directory.Exists(own))
        {
            return;
        }

        Directory.CreateDirectory(own, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var worktree in Names(worktrees))
        {
            var folder = Path.Combine(worktrees, worktree);
            if (FileFacts.TryOf(folder, Links.Refuse) is not { Kind: FileKind.Folder })
            {
                continue;
            }

            var copy = Directory.CreateDirectory(Path.Combine(own, worktree)).FullName;
            foreach (var file in Names(folder))
            {
                if (file != "index" && RegularFile.TryRead(Path.Combine(folder, file), MostBytes) is { } text)
                {
                    File.WriteAllText(Path.Combine(copy, file), text);
                }
            }
        }
    }

    private static IReadOnlyList<string> Names(string folder)
    {
        try
        {
            return UntrustedFolder.Names(folder, MostEntries, Links.Refuse) ?? [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new BottleException($"{folder} cannot be read: {fault.Message}. Look at it: git keeps one small folder there for each worktree.", fault);
        }
    }
}
