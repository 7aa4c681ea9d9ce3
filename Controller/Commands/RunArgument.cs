using System.CommandLine;

namespace BotBottle.Controller.Commands;

/// <summary>The argument <c>RUN|--all</c> of the commands that act on runs: exactly one of the two.</summary>
internal sealed class RunArgument
{
    private readonly Argument<string?> _run = new("run")
    {
        Description = "The run's name or id.", HelpName = "RUN", Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _all = new("--all") { Description = "Every live run." };

    public void AddTo(Command command)
    {
        command.Add(_run);
        command.Add(_all);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_run)?.Tokens is [{ Value: ['-', ..] option }, ..])
            {
                result.AddError(WrongUsage.UnknownOption(command.Name, option, WrongUsage.OptionsOf(command)));
            }
            else if (result.GetResult(_run) is { Tokens.Count: > 0 } == result.GetValue(_all))
            {
                result.AddError($"{command.Name}: give one run, or --all");
            }
        });
    }

    /// <summary>Gets the run in the API's form: its name or id, or <c>*</c>.</summary>
    public string Of(ParseResult parsed) => parsed.GetValue(_all) ? "*" : parsed.GetRequiredValue(_run)!;
}
