using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace BotBottle.Controller.Commands;

/// <summary>Prints the library's help text and the examples below it, which most users read first.</summary>
internal sealed class HelpWithExamples(IReadOnlyList<string> examples) : SynchronousCommandLineAction
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

    // The library writes the arguments of the commands above into the usage line, where none may stand: 'login AGENT rm AGENT'.
    private int WriteHelp(ParseResult parseResult)
    {
        Argument[] above = [.. parseResult.CommandResult.Command.Parents.OfType<Command>().SelectMany(parent => parent.Arguments)];
        Array.ForEach(above, argument => argument.Hidden = true);
        try
        {
            return new HelpAction { MaxWidth = Math.Clamp(Width() ?? Widest, Narrowest, Widest) }.Invoke(parseResult);
        }
        finally
        {
            Array.ForEach(above, argument => argument.Hidden = false);
        }
    }
}
