using System.Runtime.Versioning;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>What a bottle shares with the host, looked over and held: the same for every backend that builds a wall.</summary>
/// <param name="Home">HOME, as host and agent see it.</param>
/// <param name="WorkingFolder">Where the agent starts, without links.</param>
/// <param name="Shares">Checked, with their masks.</param>
/// <param name="Placeholders">What stands in for masked places that do not exist.</param>
/// <param name="Protected">What may not be shared.</param>
/// <param name="Guard">Watches what an agent leaves in the shared folders.</param>
internal sealed record BottleShares(
    string Home, string WorkingFolder, IReadOnlyList<SharedPath> Shares, IReadOnlyList<FolderPlaceholders> Placeholders, ProtectedPaths Protected, FolderGuard Guard)
{
    /// <summary>What is read-only in the shared folders.</summary>
    public MaskSet Masks => new(
        [.. Shares.SelectMany(share => share.Masks.Masked)], [.. Shares.SelectMany(share => share.Masks.Covered.Keys)], [.. Placeholders.SelectMany(folder => folder.Made)]);

    /// <summary>Whether git's settings in one of the shared folders are read-only.</summary>
    public bool GuardsRepository => Shares.Any(share => share.Masks.GitFolders.Count > 0);

    /// <summary>Names the bottle that was built with them. To be called before its agent runs.</summary>
    /// <param name="process">Its first process.</param>
    public void UsedBy(int process)
    {
        foreach (var folder in Placeholders)
        {
            folder.UsedBy(process);
        }
    }

    /// <summary>Looks them over, puts placeholders and the run's own folders there.</summary>
    /// <param name="plan">The bottle.</param>
    /// <param name="user">Who runs it.</param>
    /// <param name="messages">Where notes go.</param>
    /// <param name="holds">Takes what is let go when the bottle has ended.</param>
    /// <exception cref="BottleException">Something may not be shared, or cannot be protected.</exception>
    [SupportedOSPlatform("linux")]
    public static BottleShares Prepare(BottlePlan plan, UserAccount user, TextWriter messages, List<IDisposable> holds)
    {
        var home = HomeOf(plan, user);
        var protectedPaths = new ProtectedPaths([home, .. user.Home is { } own ? [own] : Array.Empty<string>()], plan.StateFolder);
        StandardStreams.RefuseFolders(plan.Streams);

        var workingFolder = Paths.Real(plan.WorkingFolder);
        var shares = new ShareSet(protectedPaths, Path.Combine(plan.RunFolder, "worktrees")).Inspect(plan.Shares.Append(new Share(workingFolder, ReadOnly: false)), plan.SteeringFiles);
        var placeholders = new List<FolderPlaceholders>();
        foreach (var share in shares)
        {
            Hold(plan.StateFolder, share, placeholders, messages, holds);
            foreach (var (covered, cover) in share.Masks.Covered)
            {
                WorktreeFolder.Prepare(covered, cover);
            }
        }

        string[] writable = [.. shares.Where(share => !share.ReadOnly && Directory.Exists(share.Path)).Select(share => share.Path)];
        string[] gitFolders = [.. shares.SelectMany(share => share.Masks.GitFolders)];
        var git = HostGit.Find(plan.HostEnvironment.GetValueOrDefault("PATH", "/usr/bin:/bin"), writable);
        var guard = new FolderGuard(writable, gitFolders, plan.TellBreach, new ConfigGuard(gitFolders, git, writable, () => !placeholders.Any(folder => folder.IsCrowded())), plan.RunFolder);
        holds.Add(guard);
        foreach (var folder in (string[])["home", "tmp"])
        {
            Directory.CreateDirectory(Path.Combine(plan.RunFolder, folder), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        HomeFiles.Write(Path.Combine(plan.RunFolder, "home"), plan);
        return new BottleShares(home, workingFolder, shares, placeholders, protectedPaths, guard);
    }

    private static void Hold(string stateFolder, SharedPath share, List<FolderPlaceholders> placeholders, TextWriter messages, List<IDisposable> holds)
    {
        foreach (var note in share.Masks.Notes)
        {
            messages.WriteLine($"bot-bottle: {TerminalText.Clean(note)}"); // it may quote what an earlier agent wrote
        }

        foreach (var group in share.Masks.Placeholders)
        {
            var held = FolderPlaceholders.Hold(stateFolder, group.Key, group);
            placeholders.Add(held);
            holds.Add(held);
            if (!held.Alone)
            {
                messages.WriteLine(
                    $"bot-bottle: another run uses {group.Key} too: through files and sockets in it the two agents can lend each other their way out.");
            }
        }
    }

    private static string HomeOf(BottlePlan plan, UserAccount user)
    {
        var home = plan.HostEnvironment.GetValueOrDefault("HOME") ?? user.Home ?? "/";
        return home.StartsWith('/') && home != "/" ? Paths.Real(home) : "/home/agent";
    }
}
