using System.CommandLine;
using System.CommandLine.Parsing;

namespace BotBottle.Controller.Commands;

/// <summary>
/// Refuses an empty name or path, such as that of a variable that a script did not set. Most verbs would read it as no value, or as the current folder. A
/// misspelt option, which the library takes for an argument, is refused too.
/// </summary>
internal static class TextValues
{
    /// <summary>Adds the check to each option and argument of a command, and of its verbs, whose value is a text.</summary>
    public static void Check(Command command)
    {
        foreach (Option option in command.Options.Where(option => IsText(option.ValueType)))
        {
            option.Validators.Add(result => Look(result, $"{option.Name}: its value is empty; write {option.Name} {option.HelpName}"));
        }

        // An empty word of the command in a bottle is that command's own.
        foreach (Argument argument in command.Arguments.Where(argument => IsText(argument.ValueType) && argument.Name != RunArguments.Words))
        {
            argument.Validators.Add(result =>
            {
                Look(result, $"{WrongUsage.PathOf(command)}: {argument.HelpName} is empty");
                if (result.Tokens.FirstOrDefault(token => token.Value is ['-', _, ..]) is { } option && !result.Errors.Any())
                {
                    result.AddError(WrongUsage.UnknownOption(WrongUsage.PathOf(command), option.Value, WrongUsage.OptionsOf(command)));
                }
            });
        }

        foreach (Command verb in command.Subcommands)
        {
            Check(verb);
        }
    }

    private static bool IsText(Type type) => type == typeof(string) || type == typeof(string[]);

    // The option's own checks come first, and say more.
    private static void Look(SymbolResult result, string problem)
    {
        if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)) && !result.Errors.Any())
        {
            result.AddError(problem);
        }
    }
}
