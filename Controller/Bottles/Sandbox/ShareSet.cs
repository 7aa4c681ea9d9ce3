using BotBottle.Controller.Folders;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>Checks a bottle's shares with the host and plans their masks.</summary>
/// <param name="protectedPaths">Paths that may not be shared.</param>
/// <param name="ownFolder">The folder of the bottle's own folders that cover some of the host's.</param>
internal sealed class ShareSet(ProtectedPaths protectedPaths, string ownFolder)
{
    /// <summary>Checks the shares.</summary>
    /// <param name="shares">The shares; if one path occurs twice, the first one applies.</param>
    /// <param name="steeringFiles">Files that are read-only in the bottle, whatever their folder.</param>
    /// <exception cref="BottleException">A path may not be shared, or cannot be protected.</exception>
    public IReadOnlyList<SharedPath> Inspect(IEnumerable<Share> shares, IReadOnlyList<string> steeringFiles)
    {
        var inspected = new List<SharedPath>();
        foreach (var share in shares)
        {
            var path = Paths.Real(share.Path);
            if (inspected.All(other => other.Path != path))
            {
                Allow(path, share.ReadOnly);
                var masks = Masks(path, share.ReadOnly, steeringFiles);
                foreach (var socket in HostSockets.Below(File.ReadLines("/proc/net/unix"), path))
                {
                    masks.Hide(socket);
                }

                inspected.Add(new SharedPath(path, share.ReadOnly, masks));
            }
        }

        return inspected;
    }

    /// <summary>Checks the folder that a workspace stands for.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="shares">The other shares.</param>
    /// <exception cref="BottleException">The bottle may not see such a path, or a share would show the host's folder.</exception>
    public SharedPath Inspect(BottleWorkspace workspace, IEnumerable<SharedPath> shares)
    {
        Allow(workspace.Root, readOnly: true);
        if (shares.FirstOrDefault(share => Paths.Holds(share.Path, workspace.Root) || Paths.Holds(workspace.Root, share.Path)) is { } share)
        {
            throw new BottleException(
                $"{share.Path} is shared, and {workspace.Root} is the agent's own workspace: one contains the other. Leave the share out, or use "
                    + "--workspace share.");
        }

        return new SharedPath(workspace.Root, ReadOnly: false, new MaskPlan()) { Workspace = workspace };
    }

    private MaskPlan Masks(string path, bool readOnly, IReadOnlyList<string> steeringFiles)
    {
        if (readOnly)
        {
            return new MaskPlan();
        }

        var plan = Directory.Exists(path) ? HostExecuted.Inspect(path, ownFolder) : new MaskPlan();
        foreach (var also in plan.AlsoShared)
        {
            Allow(also, readOnly: false);
        }

        foreach (var file in steeringFiles.Where(file => Paths.Holds(path, Paths.Real(file)) || Paths.LeadsThrough(file, [path])))
        {
            PinDown(path, Path.GetFullPath(file), plan);
        }

        return plan;
    }

    private void Allow(string path, bool readOnly)
    {
        if (!Path.Exists(path))
        {
            throw new BottleException(
                path.EndsWith(":rw", StringComparison.Ordinal)
                    ? $"{path} does not exist, so it cannot be shared. A share is writable unless ':ro' follows: leave ':rw' out."
                    : $"{path} does not exist, so it cannot be shared.");
        }

        if (protectedPaths.Refusal(path) is { } refusal)
        {
            throw new BottleException(
                $"{refusal}; an agent must not see it. Start from a project folder, or share another folder with --share PATH.");
        }

        // An agent that writes there chooses programs that run outside of its bottle; the next proxy, for example, gets the keys.
        if (!readOnly && (Paths.Holds(path, OwnProgram.Folder) || Paths.Holds(OwnProgram.Folder, path)))
        {
            throw new BottleException(
                $"{path} contains the running bot-bottle ({OwnProgram.Folder}), which an agent must not change. Run an installed one (./try install), or "
                    + $"share the folder read-only: --share {path}:ro.");
        }
    }

    /// <summary>Makes a steering file read-only, and prevents a rename of the folders above it.</summary>
    private static void PinDown(string share, string file, MaskPlan plan)
    {
        if (file == share)
        {
            throw new BottleException($"{file} configures this run, so it cannot be shared writable: use --share {file}:ro.");
        }

        if (!Paths.Holds(share, file) || Paths.Real(file) != file)
        {
            throw new BottleException($"{file} configures this run and is reached through a symbolic link in the shared folder {share}: name the file itself.");
        }

        var folder = share;
        foreach (var part in Path.GetRelativePath(share, file).Split('/')[..^1])
        {
            folder = Path.Combine(folder, part);
            plan.Pin(folder);
        }

        plan.MaskFile(file, "", share);
    }
}
