using BotBottle.Controller.Commands.Text;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Commands;

/// <summary>What <c>cut</c>, <c>restore</c> and <c>kill</c> tell of their work.</summary>
internal static class RunActions
{
    /// <summary>A line for each run; exit code 1 when one was refused.</summary>
    public static int Report(CommandHost host, IReadOnlyList<RunActionResult> results)
    {
        foreach (RunActionResult result in results)
        {
            if (result.Refused is { } reason)
            {
                host.Complain($"{TerminalText.Clean(result.Name)}: {TerminalText.Clean(reason)}");
            }
            else
            {
                host.Output.WriteLine($"{TerminalText.Clean(result.Name)}: {WireNames.Of(result.State)}");
            }
        }

        if (results.Count == 0)
        {
            host.Output.WriteLine("no run is live");
        }

        return results.Any(result => result.Refused is not null) ? ExitCode.Failed : ExitCode.Ok;
    }
}
