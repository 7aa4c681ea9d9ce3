using BotBottle.Controller.Bottles;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Launching;

/// <summary>The message of <c>run</c> when a limit of processes, memory or disk ended its bottle.</summary>
internal static class LimitEnding
{
    /// <summary>Names the exhausted limit, the setting that raises it, and the folder of the bottle's files.</summary>
    public static string Tell(LimitBreach limit, RunRegistered run)
    {
        string next = limit.Key is null
            ? "Make room there before the next run."
            : $"Raise it in settings.yml, for example limits: {{{limit.Key}: {limit.Raised}}}";
        string files = limit.Key is "home" or "tmp" or null ? $"\n  The run's HOME and /tmp are kept in {run.Folder}; you may remove files there." : "";
        return TerminalText.Clean($"{run.Name} was ended: {limit.Message}.") + $"\n  {next}{files}";
    }
}
