using System.CommandLine;
using System.CommandLine.Help;

namespace BotBottle.Controller.Commands;

/// <summary>A command with examples, which its help shows last.</summary>
internal sealed class Verb : Command
{
    /// <summary>A verb that does nothing yet but hold others, or is given its action with <see cref="Command.SetAction(Func{ParseResult, CancellationToken, Task{int}})"/>.</summary>
    /// <param name="name">The word on the command line.</param>
    /// <param name="description">One or a few sentences.</param>
    /// <param name="examples">Whole command lines, each with a remark after two blanks if it needs one.</param>
    public Verb(string name, string description, params string[] examples)
        : base(name, description) => Add(new HelpOption { Action = new HelpWithExamples(examples) });
}
