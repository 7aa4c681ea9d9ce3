using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace BotBottle.Controller.Commands;

/// <summary>Prints the library's help text and the examples below it, which most users read first.</summary>
internal sealed class HelpWithExamples(IReadOnlyList<string> examples) : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new() { MaxWidth = 110 };

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = _help.Invoke(parseResult);
        if (examples.Count > 0)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        return code;
    }
}
