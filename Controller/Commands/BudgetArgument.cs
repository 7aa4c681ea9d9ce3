using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary>The arguments <c>PROVIDER --scope SCOPE</c> of the commands that act on one budget.</summary>
internal sealed class BudgetArgument(CommandHost host)
{
    private readonly Argument<string> _provider = new("provider") { HelpName = "PROVIDER", Description = "The provider's name." };
    private readonly Option<string> _scope = BudgetCommand.Scope();

    public void AddTo(Command command)
    {
        command.Add(_provider);
        command.Add(_scope);
    }

    /// <summary>Makes a command's action: it connects, checks the scope, acts and reports.</summary>
    /// <param name="act">The action itself.</param>
    /// <param name="done">The report of a success, after the budget's name.</param>
    public Func<ParseResult, CancellationToken, Task<int>> Action(
        Func<ControllerClient, BudgetKey, ParseResult, CancellationToken, Task> act, string done) => async (parsed, cancellation) =>
    {
        using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
        BudgetKey budget = new(parsed.GetRequiredValue(_provider), parsed.GetRequiredValue(_scope));
        await BudgetTarget.RequireScopeAsync(host, client, budget.Scope, cancellation);
        await act(client, budget, parsed, cancellation);
        host.Output.WriteLine(TerminalText.Clean($"{budget.Provider} ({budget.Scope}): {done}"));
        return ExitCode.Ok;
    };
}
