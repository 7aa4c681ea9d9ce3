using System.Text;
using BotBottle.Controller.Shared;
using BotBottle.Controller.Workspaces;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary>An agent's work in text, without control characters: the agent chose names and lines.</summary>
internal static class WorkText
{
    private const int MostOfReason = 5;

    /// <summary>Lines that name each changed file that programs of the host obey, and an empty one; nothing if there is none.</summary>
    public static IEnumerable<string> Obeyed(IReadOnlyList<ObeyedFile> files) => files.Count == 0 ? []
        : ["Programs of this host obey these files. Read them before you use the work:",
            .. files.Select(file => $"  {TerminalText.Clean(file.Path)} ({file.Why})"), ""];

    /// <summary>A line for each reason, with the names of some of its files.</summary>
    public static string Summary(IReadOnlyList<ObeyedFile> files) =>
        "programs of this host obey files that it changed; read them before you run anything there:\n" + string.Join('\n', files.GroupBy(file => file.Why)
            .Select(same => $"  {string.Join(", ", same.Take(MostOfReason).Select(file => TerminalText.Clean(file.Path)))}"
                + (same.Count() > MostOfReason ? $" and {same.Count() - MostOfReason} more" : "") + $" ({same.Key})"));

    /// <summary>Says what git could not take of the agent's files.</summary>
    public static void TellLeft(CommandHost host, TakenWork work)
    {
        if (work.Left.Length > 0)
        {
            host.Complain($"git could not take everything:\n{work.Left}");
        }
    }

    /// <summary>The lines of git's output.</summary>
    public static IEnumerable<string> Lines(byte[] text) => Encoding.UTF8.GetString(text).Split('\n').SkipLast(1)
        .Select(line => string.Join('\t', line.Split('\t').Select(TerminalText.Clean)));
}
