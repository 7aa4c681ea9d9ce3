using System.Text.Json.Nodes;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Runs;

/// <summary>Gives the folders of ended runs to <c>rm</c> and <c>prune</c>.</summary>
internal sealed class EndedRuns(HostState state, ILedgerStore store, LedgerWriter writer, FrozenFolders folders)
{
    /// <summary>
    /// Moves the folder of a run aside, so that nothing but its removal can use it. The writer's thread does it, as a resume: of the two, one finds the folder.
    /// </summary>
    /// <param name="run">The run's id.</param>
    /// <param name="actor">The operator.</param>
    /// <exception cref="RefusedException">There is no such run, it has not ended, or its folder is gone.</exception>
    public Task RemoveAsync(string run, string actor)
    {
        RunRecord record = store.Runs([run]) is [var found] ? found
            : throw new RefusedException("no_such_run", $"no run has the id '{run}'", RefusalReason.NotFound);
        return writer.RunAsync((transaction, aftermath) =>
        {
            // A run in memory lives, is frozen, or has a proxy whose calls are not in the ledger yet. None that left memory comes back.
            if (state.Runs.TryGetValue(run, out LiveRun? present) || record.EndedAt is null)
            {
                throw new RefusedException("not_ended", Why(present?.Record ?? record));
            }

            if (FrozenFolders.Try(() => folders.Remove(run)) is { } failure)
            {
                throw new RefusedException("folder_gone", $"the files of {record.Name} cannot be removed: {failure}");
            }

            aftermath.OnRollback(() => FrozenFolders.Try(() => folders.TakeBack(run)));
            transaction.AddEvent(new EventDraft(
                state.Now, EventKind.FilesRemoved, record.Id, record.Name, $"its files were removed by {actor}", Audit: true,
                new JsonObject { ["by"] = actor }));
            return true;
        });
    }

    private static string Why(RunRecord record) => record.State switch
    {
        RunState.Frozen => $"{record.Name} is frozen and needs its files: resume it, or give it up with `bot-bottle kill {record.Name}`",
        RunState.Exited or RunState.Killed => $"the last calls of {record.Name} are not in the ledger yet: try again in a moment",
        _ => $"{record.Name} has not ended: end it with `bot-bottle kill {record.Name}`",
    };
}
