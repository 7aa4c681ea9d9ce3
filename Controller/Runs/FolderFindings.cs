using System.Text.Json;
using System.Text.Json.Nodes;
using BotBottle.Controller.Enforcement;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;
using BotBottle.Core.Text;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Runs;

/// <summary>
/// Logs findings in the shared folders of a run. The run's own guard reports them while it lives; the controller looks for them if that guard was killed.
/// </summary>
internal sealed class FolderFindings(HostState state, LedgerWriter writer, BottleHome home)
{
    private const int LongestReport = 4096;
    private const int MostLeft = 20;
    private static readonly TimeSpan GonePatience = TimeSpan.FromSeconds(5);

    /// <summary>Logs a report of findings in a shared folder of the run.</summary>
    /// <exception cref="RefusedException">No live run has this name.</exception>
    public Task<bool> ReportAsync(string run, FolderReport report) => writer.RunAsync((transaction, _) =>
    {
        LiveRun live = state.Find(run);
        transaction.AddEvent(new EventDraft(
            state.Now, report.Breach ? EventKind.FolderBreach : EventKind.FolderWarn, live.Record.Id, live.Record.Name,
            TerminalText.Short(report.Message, LongestReport), Audit: true,
            new JsonObject { ["path"] = report.Path is { } path ? TerminalText.Short(path, LongestReport) : null }));
        return true;
    });

    /// <summary>Inspects the shared folders of a run whose own guard was killed, after its bottle is gone.</summary>
    public async Task LookAfterAsync(LiveRun live)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        if (live.Record.Process is { } process)
        {
            await Task.Run(() => AwaitEnd(process)).ConfigureAwait(false);
        }

        IReadOnlyList<string> found;
        try
        {
            found = [.. FolderBaseline.Since(home.RunFolder(live.Record.Id)).Take(MostLeft).Select(breach => breach.Message)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            found = [$"what it left in its git folders could not be looked for: {fault.Message}"];
        }

        if (found.Count > 0)
        {
            await writer.RunAsync((transaction, _) =>
            {
                foreach (string message in found)
                {
                    Enforcer.Log(live, EventKind.FolderBreach, state.Now, TerminalText.Short(message, LongestReport), new JsonObject { ["by"] = "controller" },
                        transaction);
                }

                return true;
            }).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for a killed process to end, for a bounded time: a process that hangs in the kernel may never end.</summary>
    private static void AwaitEnd(RunLaunched process)
    {
        using SafeFileHandle? agent = Processes.TryOpenHandle(process.AgentPid);
        if (agent is not null && ProcessIdentity.StartOf(process.AgentPid) == process.AgentStart)
        {
            Polling.Wait([(agent, Polling.Readable)], (int)GonePatience.TotalMilliseconds);
        }
    }
}
