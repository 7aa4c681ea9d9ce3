using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.RegularExpressions;

namespace BotBottle.Controller.Commands;

/// <summary>Prints the library's help text and the examples below it, which most users read first.</summary>
internal sealed partial class HelpWithExamples(IReadOnlyList<string> examples) : SynchronousCommandLineAction
{
    private const int Widest = 110;
    private const int Narrowest = 40;

    public override bool ClearsParseErrors => true;

    /// <summary>The examples: whole command lines, each with an optional remark after two spaces.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Gets the width of the terminal; null if there is none.</summary>
    public Func<int?> Width { get; set; } = () => null;

    public override int Invoke(ParseResult parseResult)
    {
        int code = WriteHelp(parseResult);
        if (Examples.Count > 0)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string example in Examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        return code;
    }

    // The library writes the arguments of the commands above into the usage line, where none may stand: 'login AGENT rm AGENT'. And its one line for a command
    // with an argument and verbs has both.
    private int WriteHelp(ParseResult parseResult)
    {
        Command command = parseResult.CommandResult.Command;
        Argument[] above = [.. command.Parents.OfType<Command>().SelectMany(parent => parent.Arguments)];
        Array.ForEach(above, argument => argument.Hidden = true);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        using StringWriter help = new() { NewLine = output.NewLine };
        try
        {
            parseResult.InvocationConfiguration.Output = help;
            int code = new HelpAction { MaxWidth = Math.Clamp(Width() ?? Widest, Narrowest, Widest) }.Invoke(parseResult);
            string text = help.ToString();
            output.Write(command.Arguments.Count > 0 ? Both().Replace(text, $"$1 $2 [options]{output.NewLine}$1 [command] [options]", 1) : text);
            return code;
        }
        finally
        {
            parseResult.InvocationConfiguration.Output = output;
            Array.ForEach(above, argument => argument.Hidden = false);
        }
    }

    [GeneratedRegex(@"^(  \S.*?) (\S+) \[command\] \[options\]", RegexOptions.Multiline)]
    private static partial Regex Both();
}
