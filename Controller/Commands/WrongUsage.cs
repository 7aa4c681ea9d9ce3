using System.CommandLine;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary>Messages about a command line that cannot be parsed: the wrong word, and the word that was probably meant.</summary>
internal static class WrongUsage
{
    /// <summary>Agent programs that users type as if they were verbs.</summary>
    private static readonly string[] Agents = ["claude", "codex", "gemini", "opencode", "copilot", "qwen", "bash", "sh", "aider", "pi"];

    /// <summary>True if the line asks for the help of a verb that does not exist.</summary>
    public static bool IsHelpOfUnknownVerb(ParseResult parsed) =>
        parsed.UnmatchedTokens.Count > 0 && parsed.CommandResult.Command.Subcommands.Count > 0;

    /// <summary>Gets the error messages, one per line.</summary>
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string[] verbs = [.. command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name)];
        if (verbs.Length > 0)
        {
            return [parsed.UnmatchedTokens is [{ } word, ..] ? UnknownVerb(command, word, verbs) : $"a verb is missing; there are {string.Join(", ", verbs)}"];
        }

        string[] known = OptionsOf(command);
        string[] unknown = [.. parsed.UnmatchedTokens];
        return parsed.Errors.Select(error => error.Message).Distinct().Select(message =>
            Array.Find(unknown, word => message.Contains($"'{word}'", StringComparison.Ordinal)) is not { } word ? message
            : word.StartsWith('-') ? UnknownOption(command.Name, word, known)
            : $"{command.Name}: '{TerminalText.Clean(word)}' is one word too many");
    }

    /// <summary>Gets the message about an option that a verb does not have.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="word">The option as typed.</param>
    /// <param name="known">The verb's options.</param>
    public static string UnknownOption(string verb, string word, IReadOnlyList<string> known) =>
        $"{verb}: there is no option '{TerminalText.Clean(word)}'; {NearestKey.Hint(word.Split('=')[0], [.. known])}";

    /// <summary>Gets the names of a verb's options.</summary>
    public static string[] OptionsOf(Command command) =>
        [.. command.Options.Where(option => !option.Hidden).SelectMany(option => option.Aliases.Prepend(option.Name))
            .Where(name => name.StartsWith("--", StringComparison.Ordinal))];

    private static string UnknownVerb(Command command, string word, string[] verbs)
    {
        string clean = TerminalText.Clean(word);
        string where = command is RootCommand ? $"there is no verb '{clean}'" : $"{command.Name}: there is no '{clean}'";
        if (command is RootCommand && Agents.Contains(word))
        {
            return $"{where}; to run it in a bottle: bot-bottle run -- {word}";
        }

        return $"{where}; {(Habits.Verb(word, verbs) is { } meant ? $"did you mean '{meant}'?" : NearestKey.Hint(word, verbs))}";
    }
}
