using System.ComponentModel;
using System.Text.Json.Nodes;
using BotBottle.Controller.Native;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Enforcement;

/// <summary>
/// Ends agents with SIGKILL, and wakes a <c>run</c> that Ctrl-Z stopped, so that it carries out the decision. A pidfd is opened before the start time is
/// compared, so that a reused process id is never hit.
/// </summary>
internal sealed class AgentKiller(LedgerWriter writer, TimeProvider time, Action<string> complain)
{
    /// <summary>Ends a run's process; a process that is gone is not an error. A failure becomes an event, and the run's egress stays cut.</summary>
    public void Kill(RunRecord run, RunLaunched process)
    {
        try
        {
            ProcessIdentity.Kill(process.AgentPid, process.AgentStart);
        }
        catch (Exception fault) when (fault is Win32Exception or IOException or UnauthorizedAccessException)
        {
            EventDraft failed = new(
                time.GetUtcNow(), EventKind.ActionFailed, run.Id, run.Name,
                $"the agent (process {process.AgentPid}) could not be ended: {fault.Message}; its egress stays cut", Audit: true,
                new JsonObject { ["action"] = "kill", ["pid"] = process.AgentPid, ["by"] = "controller" });
            _ = LogAsync(failed);
        }
    }

    /// <summary>Wakes a run's <c>run</c> if it is stopped. A failure is logged; the run continues when the operator brings it to the foreground.</summary>
    public void Wake(RunRecord run)
    {
        try
        {
            ProcessIdentity.Wake(run.Owner, run.OwnerStart);
        }
        catch (Exception fault) when (fault is Win32Exception or IOException or UnauthorizedAccessException)
        {
            complain($"{run.Name} is suspended, and process {run.Owner} could not be woken to end it: {fault.Message}");
        }
    }

    private async Task LogAsync(EventDraft failed)
    {
        try
        {
            await writer.RunAsync((transaction, _) => transaction.AddEvent(failed)).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is StoreUnavailableException or ObjectDisposedException)
        {
            complain($"{failed.Message} (and the event could not be stored: {fault.Message})");
        }
    }
}
