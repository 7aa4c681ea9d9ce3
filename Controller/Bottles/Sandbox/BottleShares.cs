using System.Runtime.Versioning;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Shared;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>A bottle's shares with the host, checked and held open: the same for every backend that isolates.</summary>
/// <param name="Home">HOME, as both host and agent see it.</param>
/// <param name="WorkingFolder">The agent's first working folder, without links.</param>
/// <param name="Shares">The checked shares with their masks.</param>
/// <param name="Placeholders">Placeholders for masked paths that do not exist.</param>
/// <param name="Protected">Paths that may not be shared.</param>
/// <param name="Guard">Checks the files that an agent leaves in the shared folders.</param>
internal sealed record BottleShares(
    string Home, string WorkingFolder, IReadOnlyList<SharedPath> Shares, IReadOnlyList<FolderPlaceholders> Placeholders, ProtectedPaths Protected,
    FolderGuard Guard)
{
    /// <summary>The read-only parts of the shared folders.</summary>
    public MaskSet Masks => new(
        [.. Shares.SelectMany(share => share.Masks.Masked)], [.. Shares.SelectMany(share => share.Masks.Covered.Keys)],
        [.. Placeholders.SelectMany(folder => folder.Made)]);

    /// <summary>True if git's settings in one of the shared folders are read-only.</summary>
    public bool GuardsRepository => Shares.Any(share => share.Masks.GitFolders.Count > 0);

    /// <summary>Records the bottle that uses them. Called before its agent runs.</summary>
    /// <param name="process">Its first process.</param>
    public void UsedBy(int process)
    {
        foreach (var folder in Placeholders)
        {
            folder.UsedBy(process);
        }
    }

    /// <summary>Checks the shares, and creates placeholders and the run's own folders there.</summary>
    /// <param name="plan">The bottle.</param>
    /// <param name="user">The user of the run.</param>
    /// <param name="messages">Receives notes.</param>
    /// <param name="owned">Receives the objects to dispose after the bottle's end.</param>
    /// <exception cref="BottleException">A path may not be shared, or cannot be protected.</exception>
    [SupportedOSPlatform("linux")]
    public static BottleShares Prepare(BottlePlan plan, UserAccount user, TextWriter messages, List<IDisposable> owned)
    {
        var home = HomeOf(plan, user);
        var protectedPaths = new ProtectedPaths([home, .. user.Home is { } own ? [own] : Array.Empty<string>()], plan.StateFolder);
        StandardStreams.RefuseFolders(plan.Streams);

        var workingFolder = Paths.Real(plan.WorkingFolder);
        var set = new ShareSet(protectedPaths, plan.Files.Worktrees);
        var shares = set.Inspect(
            plan.Workspace is null ? plan.Shares.Append(new Share(workingFolder, ReadOnly: false)) : plan.Shares, plan.SteeringFiles);
        if (plan.Workspace is { } workspace)
        {
            shares = [.. shares, set.Inspect(workspace, shares)];
        }

        var placeholders = new List<FolderPlaceholders>();
        foreach (var share in shares)
        {
            Claim(plan.StateFolder, share, placeholders, messages, owned);
            foreach (var (covered, cover) in share.Masks.Covered)
            {
                WorktreeFolder.Prepare(covered, cover);
            }
        }

        string[] writable = [.. shares.Where(share => share.Workspace is null && !share.ReadOnly && Directory.Exists(share.Path)).Select(share => share.Path)];
        string[] gitFolders = [.. shares.SelectMany(share => share.Masks.GitFolders)];
        var git = HostGit.Find(plan.HostEnvironment.GetValueOrDefault("PATH", "/usr/bin:/bin"), writable);
        var guard = new FolderGuard(writable, gitFolders, plan.TellBreach,
            new ConfigGuard(gitFolders, git, writable, () => !placeholders.Any(folder => folder.IsCrowded())), plan.RunFolder);
        owned.Add(guard);
        foreach (var folder in (string[])[plan.Files.Home, plan.Files.Tmp])
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        HomeFiles.Write(plan.Files.Home, plan);
        return new BottleShares(home, workingFolder, shares, placeholders, protectedPaths, guard);
    }

    private static void Claim(string stateFolder, SharedPath share, List<FolderPlaceholders> placeholders, TextWriter messages, List<IDisposable> owned)
    {
        foreach (var note in share.Masks.Notes)
        {
            messages.WriteLine($"bot-bottle: {TerminalText.Clean(note)}"); // the note may quote text that an earlier agent wrote
        }

        foreach (var group in share.Masks.Placeholders)
        {
            var held = FolderPlaceholders.Claim(stateFolder, group.Key, group);
            placeholders.Add(held);
            owned.Add(held);
            if (!held.Alone)
            {
                messages.WriteLine(
                    $"bot-bottle: another run uses {group.Key} too: through files and sockets in it each agent can use the other's network access.");
            }
        }
    }

    private static string HomeOf(BottlePlan plan, UserAccount user)
    {
        var home = plan.HostEnvironment.GetValueOrDefault("HOME") ?? user.Home ?? "/";
        return home.StartsWith('/') && home != "/" ? Paths.Real(home) : "/home/agent";
    }
}
