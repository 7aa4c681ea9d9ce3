using System.Text.Json;
using BotBottle.Controller.Bottles.Resources;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Controller.Workspaces;
using BotBottle.Core.Client;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Commands;

/// <summary>
/// Removes the files of ended runs. The controller decides whether a run has ended and moves its folder aside; only then is anything deleted.
/// </summary>
internal sealed class RunRemoval(CommandHost host, ControllerClient client)
{
    /// <summary>Gets the folder of an ended run; null if its files are gone.</summary>
    public string? FolderOf(RunView run)
    {
        string id = RunNames.RequireId(run.Run);
        return new[] { host.Home.FrozenFolder(id), host.Home.RunFolder(id), host.Home.RemovedFolder(id) }.FirstOrDefault(Directory.Exists);
    }

    /// <summary>Gets the bytes on the disk of an ended run's files.</summary>
    public long SizeOf(RunView run) => OperatingSystem.IsLinux() && FolderOf(run) is { } folder ? FolderUse.Of(folder, long.MaxValue).Bytes : 0;

    /// <summary>Decides whether a run's files can be removed.</summary>
    /// <param name="run">The run.</param>
    /// <param name="force">True to give up work that the host does not have.</param>
    /// <param name="cancellation">Cancels the questions to the controller.</param>
    /// <returns>The reason why they stay; null if they can be removed. And what goes with them without being work; null for nothing.</returns>
    public async Task<(string? Obstacle, string? Lost)> LookAsync(RunView run, bool force, CancellationToken cancellation)
    {
        if (run.State is not (RunState.Exited or RunState.Killed))
        {
            return (run.State == RunState.Frozen ? $"it is frozen and needs its files: resume it, or give it up with: bot-bottle kill {run.Name}"
                : $"it has not ended: end it with: bot-bottle kill {run.Name}", null);
        }

        if (FolderOf(run) is not { } folder || Paths.Holds(host.Home.Removed, folder))
        {
            return (null, null);
        }

        string root = "";
        try
        {
            using WorkLock? held = WorkLock.Try(folder);
            if (held is null)
            {
                return ("another command works with its clone: try again when that has ended", null);
            }

            if (force || KeptWorkspace.Read(folder) is not { } kept)
            {
                return (null, null);
            }

            root = kept.Root;
            LeftWork left = new UntakenWork(WorkspaceMaker.Git()).Find(kept, folder);
            string clone = KeptWorkspace.FolderIn(folder);
            return left.All.Length == 0 ? (null, left.Ignored.Count == 0 ? null : $"with files that git ignores: {string.Join(", ", left.Ignored)}")
                : kept.IsClone ? ($"{root} does not have its work: {left.All}. {await ChoiceAsync(run, Take, cancellation)}", null)
                : ($"its own folder has files: {left.All}. {await ChoiceAsync(run, _ => $"cp -rP {clone} FOLDER", cancellation)}", null);

            string Take(string target) => string.Join(", ", new[]
            {
                left.Parts.Count > 0 ? $"bot-bottle fetch {target}" : null,
                left.Beyond.Count > 0 ? $"cp -rP {clone}/FOLDER, for what fetch does not take" : null,
            }.OfType<string>());
        }
        catch (Exception failure) when (failure is WorkspaceException or BottleException or JsonException or IOException or UnauthorizedAccessException)
        {
            return ($"it is unknown whether {(root.Length > 0 ? root : "the host")} has its work: {failure.Message}. "
                + await ChoiceAsync(run, _ => $"cp -rP {KeptWorkspace.FolderIn(folder)} FOLDER (run no git there)", cancellation), null);
        }
    }

    /// <summary>Removes the files of a run without an obstacle.</summary>
    /// <param name="run">The run.</param>
    /// <param name="lost">What goes with them (<see cref="LookAsync"/>).</param>
    /// <param name="cancellation">Cancels the question to the controller.</param>
    public async Task<RemovedRun> RemoveAsync(RunView run, string? lost, CancellationToken cancellation)
    {
        if (FolderOf(run) is not { } folder)
        {
            return new RemovedRun(run.Run, run.Name, Removed: false, 0, "its files are gone already");
        }

        string notes = string.Join("; ", new[] { RefsOf(folder), lost }.OfType<string>());
        if (!Paths.Holds(host.Home.Removed, folder))
        {
            try
            {
                await client.RemoveAsync(run.Run, cancellation);
            }
            catch (ControllerException refused) when (refused.Code is "not_ended" or "folder_gone" or "no_such_run")
            {
                return new RemovedRun(run.Run, run.Name, Removed: false, 0, refused.Message);
            }
        }

        return Delete(run.Run, run.Name, notes.Length == 0 ? null : notes);
    }

    private RemovedRun Delete(string id, string name, string? note)
    {
        File.Delete(host.Home.ResumeLog(id));
        if (!OperatingSystem.IsLinux())
        {
            Directory.Delete(host.Home.RemovedFolder(RunNames.RequireId(id)), recursive: true); // of --isolation none alone
            return new RemovedRun(id, name, Removed: true, 0, note);
        }

        FolderRemoval removal = FolderRemoval.Remove(Paths.Real(host.Home.RemovedFolder(RunNames.RequireId(id))));
        return removal.Problem is { } problem
            ? new RemovedRun(id, name, Removed: false, removal.Bytes, $"{removal.Left} of its files stay in {host.Home.RemovedFolder(id)}: {problem}")
            : new RemovedRun(id, name, Removed: true, removal.Bytes, note);
    }

    // The command that takes the work, and the one that gives it up. A name may belong to a newer run by now.
    private async Task<string> ChoiceAsync(RunView run, Func<string, string> take, CancellationToken cancellation)
    {
        string target = (await client.RunAsync(run.Name, cancellation)).Run == run.Run ? run.Name : run.Run;
        return $"Take it: {take(target)} - or give it up: bot-bottle rm --force {target}";
    }

    // The refs of fetched work, which stay in the host's repository; null for none.
    private static string? RefsOf(string folder)
    {
        try
        {
            return WorkTaker.NameTaken(folder) is { } name && KeptWorkspace.Read(folder) is { } kept
                && WorkspaceMaker.Git().Lines(kept.Root, "for-each-ref", "--count=1", WorkTaker.PrefixOf(name)).Length > 0
                ? $"refs/bottle/{name} stays in {kept.Root}" : null;
        }
        catch (Exception unknown) when (unknown is WorkspaceException or BottleException or JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
