using System.CommandLine;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary>Asks before an action that cannot be undone. The controller describes the effect, and the operator confirms, or has given <c>--yes</c>.</summary>
internal sealed class OperatorYes(CommandHost host)
{
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask; for scripts." };

    public void AddTo(Command command) => command.Add(_yes);

    /// <summary>Performs the action after the operator's consent.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="act">Sends the action to the controller. If it would reach other runs than the question named, the operator is asked again.</param>
    /// <exception cref="CommandFailure">The operator refused, or there is no terminal to ask on.</exception>
    public async Task<T> DoAsync<T>(ParseResult parsed, Func<Consent, Task<T>> act)
    {
        Consent consent = parsed.GetValue(_yes) ? Consent.Given : Consent.Asked;
        while (true)
        {
            try
            {
                return await act(consent);
            }
            catch (ControllerException question) when (question.Code == ApiError.NeedsYes)
            {
                Ask(question.Message);
                consent = Consent.To(question.Question ?? "");
            }
        }
    }

    /// <summary>Asks about an action of the verb's own, unless the operator has given <c>--yes</c>.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="effect">The effect of the action.</param>
    /// <exception cref="CommandFailure">The operator refused, or there is no terminal to ask on.</exception>
    public void Require(ParseResult parsed, string effect)
    {
        if (!parsed.GetValue(_yes))
        {
            Ask(effect);
        }
    }

    private void Ask(string effect)
    {
        string text = TerminalText.Clean(effect);
        if (host.Ask is not { } ask)
        {
            throw CommandFailure.Usage($"{text}; nothing was changed", "There is no terminal to ask on; confirm with --yes.");
        }

        if (ask($"{text}. Go on? [y/N]")?.Trim() is not ("y" or "Y" or "yes"))
        {
            throw new CommandFailure(ExitCode.Failed, "nothing was changed");
        }
    }
}
