using System.CommandLine;
using System.CommandLine.Parsing;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary><c>approve</c>, <c>reject</c> and <c>revoke</c>: store an operator's decision about held requests.</summary>
internal static class DecideCommand
{
    public static Command CreateApprove(CommandHost host)
    {
        Verb verb = new(
            "approve", "Allow held requests. From then on their run may send the same value to the same host, and to no other.",
            "bot-bottle approve k7q2m", "bot-bottle approve k7q2m x3npw", "bot-bottle approve k7q2m --once             this request alone",
            "bot-bottle approve k7q2m --for 1h           asked again after an hour",
            "bot-bottle approve k7q2m --any-host         the value may go wherever the run may");
        Option<bool> anyHost = new("--any-host") { Description = "The run may send the value to every host that it may reach." };
        Option<bool> once = new("--once") { Description = "Allow one request only; the next one asks again." };
        Option<TimeSpan?> time = new("--for")
        {
            Description = "Allow for this time, such as 10m, 1h or 7d; after that the next request asks again.", HelpName = "DURATION",
            CustomParser = ParseDuration,
        };
        verb.Add(anyHost);
        verb.Add(once);
        verb.Add(time);
        return Complete(host, verb, (client, parsed, id, cancellation) => client.ApproveAsync(
            id, new ApprovalGrant(parsed.GetValue(anyHost), parsed.GetValue(once), parsed.GetValue(time)), cancellation));
    }

    public static Command CreateReject(CommandHost host) => Complete(
        host,
        new Verb(
            "reject", "Reject the value of held requests for their run. From then on it is masked in bodies towards models, and refused elsewhere. A "
                + "known secret is refused everywhere.",
            "bot-bottle reject k7q2m", "bot-bottle revoke k7q2m        takes it back"),
        (client, _, id, cancellation) => client.DecideAsync(id, approve: false, cancellation));

    public static Command CreateRevoke(CommandHost host) => Complete(
        host,
        new Verb(
            "revoke", "Revoke an approval or a rejection, at once. The next request with the value asks again.",
            "bot-bottle approvals --all                  lists the decisions", "bot-bottle revoke k7q2m"),
        (client, _, id, cancellation) => client.RevokeAsync(id, cancellation));

    private static Verb Complete(
        CommandHost host, Verb verb, Func<ControllerClient, ParseResult, string, CancellationToken, Task<ApprovalView>> decide)
    {
        Argument<string[]> ids = new("id")
        {
            Description = "The approval's id, as 'bot-bottle approvals' lists it.", HelpName = "ID", Arity = ArgumentArity.OneOrMore,
        };
        Option<bool> json = ListingOptions.Json();
        // The library parses a misspelt option as an id.
        ids.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens.Where(token => !token.Value.All(char.IsAsciiLetterOrDigit)))
            {
                result.AddError(token.Value.StartsWith('-') ? WrongUsage.UnknownOption(verb.Name, token.Value, WrongUsage.OptionsOf(verb))
                    : $"{verb.Name}: '{TerminalText.Clean(token.Value)}' is not an id; 'bot-bottle approvals' lists them");
            }
        });
        verb.Add(ids);
        verb.Add(json);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
            int code = ExitCode.Ok;
            List<ApprovalView> decisions = [];
            foreach (string id in parsed.GetRequiredValue(ids).Select(id => id.ToLowerInvariant()).Distinct())
            {
                try
                {
                    decisions.Add(await decide(client, parsed, id, cancellation));
                    if (!parsed.GetValue(json))
                    {
                        host.Output.WriteLine(TerminalText.Clean(Told(decisions[^1])));
                    }
                }
                catch (ControllerException refused) when (refused.Status is not null)
                {
                    // The other ids are still decided.
                    host.Complain(refused.Message);
                    code = ExitCode.Failed;
                }
            }

            if (parsed.GetValue(json))
            {
                host.WriteJson(decisions, ControlJson.Default.IReadOnlyListApprovalView);
            }

            return code;
        });
        return verb;
    }

    private static string Told(ApprovalView decided)
    {
        string what = $"{decided.Rule} in {decided.Place} of {ApprovalText.TargetOf(decided)}";
        return decided.State == ApprovalState.Revoked
            ? $"{decided.Id}: revoked for {decided.Name}; the next request asks again: {what}"
            : $"{decided.Id}: {WireNames.Of(decided.State)} for {decided.Name}, {ApprovalText.ReachOf(decided)}: {what}";
    }

    private static TimeSpan? ParseDuration(ArgumentResult result)
    {
        if (DurationText.TryParse(result.Tokens[0].Value, out TimeSpan duration) && duration <= ApprovalGrant.Longest)
        {
            return duration;
        }

        result.AddError($"--for: '{TerminalText.Clean(result.Tokens[0].Value)}' is not a duration of at most a year; write 10m, 1h or 7d");
        return null;
    }
}
