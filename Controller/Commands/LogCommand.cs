using System.CommandLine;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary><c>log</c>: prints the host's events in order.</summary>
internal static class LogCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "log", "Show what happened on this host: launches, refusals, warnings, approvals, crossings, cuts.",
            "bot-bottle log", "bot-bottle log --follow", "bot-bottle log --audit --json");
        Option<bool> follow = new("--follow", "-f") { Description = "Continue until Ctrl-C; a restart of the controller loses no event." };
        Option<bool> audit = new("--audit") { Description = "Only decisions: budgets, cuts, kills, approvals." };
        Option<long> after = new("--after") { Description = "Only events after this sequence number.", HelpName = "SEQ", DefaultValueFactory = _ => 0 };
        Option<bool> json = ListingOptions.Json();
        foreach (Option option in new Option[] { follow, audit, after, json })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellation) =>
        {
            EventFollower events = new(host, parsed.GetValue(audit), parsed.GetValue(follow));
            IAsyncEnumerable<LoggedEvent> wanted = events.ReadAsync(parsed.GetValue(after), cancellation);
            if (!parsed.GetValue(json))
            {
                await new FoldedLog(host, parsed.GetValue(follow)).WriteAsync(wanted, cancellation);
                return ExitCode.Ok;
            }

            await foreach (LoggedEvent logged in wanted)
            {
                host.WriteJson(logged, ControlJson.Default.LoggedEvent);
                if (parsed.GetValue(follow))
                {
                    await host.Output.FlushAsync(cancellation);
                }
            }

            return ExitCode.Ok;
        });
        return verb;
    }

    internal static string LineOf(CommandHost host, LoggedEvent logged, string text)
    {
        string name = WireNames.Of(logged.Event);
        string coloured = logged.Event switch
        {
            EventKind.BudgetCrossed or EventKind.Cut or EventKind.Kill or EventKind.ActionFailed or EventKind.LimitReached or EventKind.ApprovalRejected
                or EventKind.FolderBreach => host.Ink.Red(name.PadRight(20)),
            EventKind.BudgetWarn or EventKind.EgressBlock or EventKind.UsageEstimated or EventKind.ProxyRestarted or EventKind.ApprovalAsked
                or EventKind.ApprovalTimedOut or EventKind.FolderWarn => host.Ink.Yellow(name.PadRight(20)),
            _ => name.PadRight(20),
        };
        string run = TerminalText.Clean(logged.Name ?? "-");
        return $"{Times.Full(logged.Time, host.Time.LocalTimeZone)}  {coloured}  {run}  {TerminalText.Clean(text)}";
    }
}
