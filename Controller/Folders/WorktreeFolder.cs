using System.Security.Cryptography;
using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Folders;

/// <summary>
/// A bottle's own <c>.git/worktrees</c>. What lies in the host's decides whose config git obeys in each of its worktrees, so the agent must not write there; in its own it adds
/// worktrees as it likes. Their commits and branches are the repository's; of the worktrees themselves git on the host knows nothing, and obeys nothing.
/// </summary>
internal static class WorktreeFolder
{
    private const int MostBytes = 64 * 1024;
    private const int MostEntries = 10_000;

    /// <summary>Where it is kept.</summary>
    /// <param name="worktrees">The host's.</param>
    /// <param name="ownFolder">For all of one bottle.</param>
    public static string Of(string worktrees, string ownFolder) =>
        Path.Combine(ownFolder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(worktrees)))[..16]);

    /// <summary>
    /// Makes it, with what the host's worktrees have in small files: git in the bottle then knows which branches they have checked out, and keeps their commits. A run that is resumed
    /// has it already.
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
