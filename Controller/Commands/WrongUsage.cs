using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
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
        if (verbs.Length > 0 && command.Arguments.Count == 0)
        {
            return [parsed.UnmatchedTokens is [{ } word, ..] ? UnknownVerb(command, word, verbs) : $"a verb is missing; there are {string.Join(", ", verbs)}"];
        }

        string[] known = OptionsOf(command);
        string[] unknown = [.. parsed.UnmatchedTokens];
        return parsed.Errors.Select(error => Missing(command, error) ?? MessageOf(error.Message)).Distinct();

        string MessageOf(string message) => Array.Find(unknown, word => message.Contains($"'{word}'", StringComparison.Ordinal)) is not { } word ? message
            : word.StartsWith('-') ? UnknownOption(PathOf(command), word, known)
            : $"{PathOf(command)}: '{TerminalText.Clean(word)}' is one word too many";
    }

    /// <summary>Gets the words of a command on the command line, without the program's name.</summary>
    public static IEnumerable<string> WordsOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? [.. WordsOf(parent), command.Name] : [];

    /// <summary>Gets the words of a command as one text.</summary>
    public static string PathOf(Command command) => string.Join(' ', WordsOf(command));

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

    // The library's texts name neither the verb nor a command line that works.
    private static string? Missing(Command command, ParseError error) => (error.SymbolResult, error.SymbolResult?.Parent) switch
    {
        (OptionResult { Tokens.Count: 0, Option: { Arity.MinimumNumberOfValues: > 0 } option }, _) => $"{PathOf(command)}: {option.Name} needs a value, "
            + option.HelpName + Example(command, option.Name),
        (ArgumentResult { Tokens.Count: 0, Argument: { Arity.MinimumNumberOfValues: > 0 } argument }, CommandResult) =>
            $"{PathOf(command)}: {argument.HelpName} is missing{Example(command, "")}{Verbs(command)}",
        _ => null,
    };

    private static string Example(Command command, string option) =>
        ExamplesOf(command).FirstOrDefault(example => option.Length == 0 || example.Contains($" {option} ", StringComparison.Ordinal)) is { } example
            ? $"; for example: {example}" : "";

    private static string Verbs(Command command) => command.Subcommands.Count == 0 ? ""
        : $". Its verbs: {string.Join(", ", command.Subcommands.Select(verb => verb.Name))}";

    // Without the remark after two spaces.
    private static IEnumerable<string> ExamplesOf(Command command) =>
        command.Options.OfType<HelpOption>().Select(option => option.Action).OfType<HelpWithExamples>().SelectMany(help => help.Examples)
            .Select(example => example.Split("  ")[0])
            .Where(example => example.StartsWith($"bot-bottle {PathOf(command)} ", StringComparison.Ordinal));

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
