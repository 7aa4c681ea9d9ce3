using System.CommandLine;
using System.CommandLine.Help;

namespace BotBottle.Controller.Commands;

/// <summary>A command with examples at the end of its help.</summary>
internal sealed class Verb : Command
{
    /// <summary>
    /// Creates a verb. It groups other verbs, or gets its action from <see cref="Command.SetAction(Func{ParseResult, CancellationToken, Task{int}})"/>.
    /// </summary>
    /// <param name="name">The word on the command line.</param>
    /// <param name="description">One or a few sentences.</param>
    /// <param name="examples">Whole command lines, each with an optional remark after two spaces.</param>
    public Verb(string name, string description, params string[] examples)
        : base(name, description) => Add(new HelpOption { Action = new HelpWithExamples(examples) });
}
