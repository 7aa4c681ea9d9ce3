using System.CommandLine;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Commands;

/// <summary><c>watch</c>: shows an agent's changes as they grow.</summary>
internal static class WatchCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "watch",
            "Show what a run that works in a clone has changed, again at each change, until the run ends or Ctrl-C. On a terminal it fills the screen, the "
                + "newest changes first; elsewhere it prints the names and numbers of lines at each change. Your repository stays as it is.",
            "bot-bottle watch brave-otter");
        Argument<string> run = new("run") { Description = "The run's name or id.", HelpName = "RUN" };
        verb.Add(run);
        verb.SetAction((parsed, cancellation) => new WorkWatch(host).RunAsync(parsed.GetRequiredValue(run), cancellation));
        return verb;
    }
}
