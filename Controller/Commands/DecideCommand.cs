using System.CommandLine;
using System.CommandLine.Parsing;
using BotBottle.Controller.Approvals;
using BotBottle.Controller.Commands.Text;
using BotBottle.Controller.Launching;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Commands;

/// <summary><c>approve</c> and <c>reject</c>: an operator's decision about held requests.</summary>
internal static class DecideCommand
{
    public static Command CreateApprove(CommandHost host) => Create(host, true, new Verb(
        "approve", "Let held requests go on. From then on their run may send the same value to every host that it may reach.",
        "bot-bottle approve k7q2m", "bot-bottle approve k7q2m x3npw"));

    public static Command CreateReject(CommandHost host) => Create(host, false, new Verb(
        "reject", "Refuse held requests. The same value stays refused for their run.", "bot-bottle reject k7q2m"));

    private static Verb Create(CommandHost host, bool approve, Verb verb)
    {
        Argument<string[]> ids = new("id")
        {
            Description = "The approval's id, as 'bot-bottle approvals' lists it.", HelpName = "ID", Arity = ArgumentArity.OneOrMore,
        };
        // The library takes a misspelt option for an id.
        ids.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens.Where(token => !token.Value.All(char.IsAsciiLetterOrDigit)))
            {
                result.AddError($"{verb.Name}: '{TerminalText.Clean(token.Value)}' is no id; 'bot-bottle approvals' lists them");
            }
        });
        verb.Add(ids);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
            int code = ExitCode.Ok;
            foreach (string id in parsed.GetRequiredValue(ids).Select(id => id.ToLowerInvariant()).Distinct())
            {
                try
                {
                    ApprovalView decided = await client.DecideAsync(id, approve, cancellation);
                    host.Output.WriteLine(TerminalText.Clean(
                        $"{decided.Id}: {WireNames.Of(decided.State)} for {decided.Name}: {decided.Rule} in {decided.Place} of {ApprovalTexts.Target(decided)}"));
                }
                catch (ControllerException refused) when (refused.Status is not null)
                {
                    // The others are decided all the same.
                    host.Complain(refused.Message);
                    code = ExitCode.Failed;
                }
            }

            return code;
        });
        return verb;
    }
}
