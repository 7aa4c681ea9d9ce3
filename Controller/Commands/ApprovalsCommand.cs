using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary><c>approvals</c>: lists the requests that wait for an operator's decision.</summary>
internal static class ApprovalsCommand
{
    // Cell widths that keep a row on one line of a wide terminal; --json has the whole text.
    private const int MaxRoute = 32;
    private const int MaxReach = 64;
    private const int MaxTarget = 48;
    private const int MaxContext = 64;

    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "approvals", "List the held requests that wait for you: what was found in them, where, and how long they wait.",
            "bot-bottle approvals", "bot-bottle approvals --all             decided ones too, with how far they reach",
            "bot-bottle approvals --all --json      the same, for programs");
        Option<bool> all = new("--all") { Description = "Include decided, timed-out and ended ones." };
        Option<bool> json = ListingOptions.Json();
        verb.Add(all);
        verb.Add(json);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
            IReadOnlyList<ApprovalView> approvals = await client.ApprovalsAsync(parsed.GetValue(all), cancellation);
            return host.Write(
                parsed.GetValue(json), approvals, ControlJson.Default.IReadOnlyListApprovalView, (to, listed) => WriteTable(to, listed, parsed.GetValue(all)));
        });
        return verb;
    }

    /// <summary>Writes one row per approval.</summary>
    internal static void WriteTable(CommandHost host, IReadOnlyList<ApprovalView> approvals, bool all = false)
    {
        if (approvals.Count == 0)
        {
            host.Output.WriteLine("no request waits for approval");
            return;
        }

        DateTimeOffset now = host.Time.GetUtcNow();
        string[] reach = all ? ["REACH"] : [];
        TextTable table = new(["ID", ">AGE", ">LEFT", "RUN", .. reach, "KIND", "PLACE", "ROUTE", "TARGET", "CONTEXT"]);
        foreach (ApprovalView approval in approvals)
        {
            string[] reached = all ? [Reach(approval)] : [];
            table.Add([
                approval.Id, Times.Ago(approval.AskedAt, now),
                approval.State == ApprovalState.Pending ? Times.Span(approval.ExpiresAt - now) : WireNames.Of(approval.State).Replace('_', ' '),
                approval.Name, .. reached, approval.Rule, approval.Place, Clip(approval.Route, MaxRoute), Clip(ApprovalText.TargetOf(approval), MaxTarget),
                Clip(approval.Context, MaxContext)]);
        }

        table.Write(host.Output, host.Ink);
        if (approvals.Any(approval => approval.State == ApprovalState.Pending))
        {
            host.Output.WriteLine(
                "Decide with: bot-bottle approve ID (an approval holds for its host only; --any-host, --once, --for 1h), bot-bottle reject ID");
        }
    }

    private static string Reach(ApprovalView approval) =>
        approval.State is ApprovalState.Approved or ApprovalState.Rejected ? Clip(ApprovalText.ReachOf(approval), MaxReach) : "-";

    private static string Clip(string text, int longest) => text.Length > longest ? text[..(longest - 1)] + "…" : text;
}
