using System.Globalization;
using BotBottle.Core.Text;

namespace BotBottle.Dashboard.State;

/// <summary>The command lines that do the same as the dashboard's actions, for a shell and for the dashboard's own line.</summary>
internal static class ShellLine
{
    private const int MostRuns = 6;
    private const int Longest = 180; // fits whole into a question on 80 columns

    /// <summary>The line for a command; null if it changes nothing on the host, or would be too long to be shown whole.</summary>
    public static string? Of(HostCommand command) => Line(command) is { Length: <= Longest } line ? line : null;

    private static string? Line(HostCommand command) => command switch
    {
        HostCommand.ActOnRuns { Runs: [var run], Kind: var kind } => $"bot-bottle {Verb(kind)} {Word(run)}{Options(kind)}",
        HostCommand.ActOnRuns { Runs: { Length: <= MostRuns } runs, Kind: var kind } =>
            $"for run in {string.Join(' ', runs.Select(Word))}; do bot-bottle {Verb(kind)} $run{Options(kind)}; done",
        HostCommand.Decide decide => $"bot-bottle {(decide.Approve ? "approve" : "reject")} {Quoted(decide.Approval)}",
        HostCommand.SetBudget { Change: { Tokens: { } tokens } change } =>
            $"bot-bottle budget set {Quoted(change.Provider)}={tokens.ToString(CultureInfo.InvariantCulture)} --scope {Quoted(change.Scope)}",
        HostCommand.SetBudget { Change: { Requests: { } calls } change } =>
            $"bot-bottle budget set {Quoted(change.Provider)} --requests {calls.ToString(CultureInfo.InvariantCulture)} --scope {Quoted(change.Scope)}",
        HostCommand.ResetBudget { Budget: var key } => $"bot-bottle budget reset {Quoted(key.Provider)} --scope {Quoted(key.Scope)}",
        HostCommand.ClearBudget { Budget: var key } => $"bot-bottle budget clear {Quoted(key.Provider)} --scope {Quoted(key.Scope)}",
        _ => null,
    };

    private static string Verb(RunActionKind kind) => WireNames.Of(kind);

    private static string Options(RunActionKind kind) => kind == RunActionKind.Resume ? " --detach" : "";

    /// <summary>The run's name, or its id where a shell would read the name in another way.</summary>
    private static string Word(RunTarget run) =>
        IsPlain(run.Name) && run.Name is [not '-', ..] ? run.Name : run.Run;

    private static string Quoted(string text) => IsPlain(text) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>True if a shell reads the text as it is.</summary>
    private static bool IsPlain(string text) => text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':' or '/' or '@');
}
