using BotBottle.Controller.Shared;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary>Reports the results of <c>cut</c>, <c>restore</c> and <c>kill</c>.</summary>
internal static class RunActions
{
    /// <summary>Writes a line for each run; returns exit code 1 if one was refused.</summary>
    /// <param name="host">The command's surroundings, with the output.</param>
    /// <param name="results">Result for each run.</param>
    /// <param name="now">Word for the new state of a run, if its view does not show it yet.</param>
    public static int Report(CommandHost host, IReadOnlyList<RunActionResult> results, string? now = null)
    {
        foreach (RunActionResult result in results)
        {
            if (result.Refused is { } reason)
            {
                host.Complain($"{TerminalText.Clean(result.Name)}: {TerminalText.Clean(reason)}");
            }
            else
            {
                string note = result.Note is { } said ? $"; {TerminalText.Clean(said)}" : "";
                string state = (result.State is RunState.Running or RunState.Cut ? now : null) ?? WireNames.Of(result.State);
                host.Output.WriteLine($"{TerminalText.Clean(result.Name)}: {state}{note}");
            }
        }

        if (results.Count == 0)
        {
            host.Output.WriteLine("no run is live");
        }

        return results.Any(result => result.Refused is not null) ? ExitCode.Failed : ExitCode.Ok;
    }
}
