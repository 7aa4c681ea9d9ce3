using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace BotBottle.Controller.Commands;

/// <summary>The library's help text, and examples under it: they are what people read first.</summary>
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
