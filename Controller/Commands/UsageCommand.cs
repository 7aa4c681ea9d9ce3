using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary><c>usage</c>: prints the ledger in groups.</summary>
internal static class UsageCommand
{
    private static readonly string[] Groups = ["run", "agent", "bottle", "provider", "model", "day"];

    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "usage", "Show the tokens of the ledger, in groups.",
            "bot-bottle usage", "bot-bottle usage --by model --since 24h", "bot-bottle usage --by day --json");
        Option<string?> by = ChoiceOption.Create("--by", "Grouping (default: run).", Groups);
        Option<TimeSpan?> since = DurationOption.Create("--since", "Only calls that ended within this time, such as 90m, 24h or 7d.");
        Option<bool> json = ListingOptions.Json();
        verb.Add(by);
        verb.Add(since);
        verb.Add(json);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
            DateTimeOffset? from = parsed.GetValue(since) is { } span ? host.Time.GetUtcNow() - span : null;
            string grouping = parsed.GetValue(by) ?? "run";
            IReadOnlyList<UsageRow> rows = await client.UsageAsync(grouping, from, cancellation);
            return host.Write(parsed.GetValue(json), rows, ControlJson.Default.IReadOnlyListUsageRow, (to, listed) => WriteTable(to, grouping, listed));
        });
        return verb;
    }

    /// <summary>Writes the key, the provider and model, the figures, and a total. The columns do not depend on the ledger's content.</summary>
    internal static void WriteTable(CommandHost host, string by, IReadOnlyList<UsageRow> rows)
    {
        if (rows.Count == 0)
        {
            host.Output.WriteLine("the ledger holds no call yet");
            return;
        }

        (string Heading, Func<UsageRow, string?> Value)[] always = [("PROVIDER", row => row.Provider), ("MODEL", row => row.Model)];
        (string Heading, Func<UsageRow, string?> Value)[] keys = KeysOf(by);
        (string Heading, Func<UsageRow, string?> Value)[] labels = [
            .. keys, .. always.Where(label => !Array.Exists(keys, key => key.Heading == label.Heading))];
        TextTable table =
            new([.. labels.Select(label => label.Heading), ">CALLS", ">INPUT", ">CACHE WRITE", ">CACHE READ", ">OUTPUT", ">CHARGED", ">ESTIMATED"]);
        long[] total = new long[7];
        foreach (UsageRow row in rows)
        {
            long[] figures = [
                row.Requests, row.InputTokens, row.CacheWriteTokens, row.CacheReadTokens, row.OutputTokens, row.ChargedTokens, row.EstimatedRequests];
            for (int i = 0; i < total.Length; i++)
            {
                total[i] += figures[i];
            }

            table.Add([.. labels.Select(label => label.Value(row) ?? "-"), .. figures.Select(TokenAmount.Format)]);
        }

        table.Add(["total", .. labels.Skip(1).Select(_ => ""), .. total.Select(TokenAmount.Format)]);
        table.Write(host.Output, host.Ink);
    }

    private static (string Heading, Func<UsageRow, string?> Value)[] KeysOf(string by) => by switch
    {
        "agent" => [("AGENT", row => row.Agent)],
        "bottle" => [("BOTTLE", row => row.Bottle)],
        "provider" => [("PROVIDER", row => row.Provider)],
        "model" => [("MODEL", row => row.Model)],
        "day" => [("DAY", row => row.Day)],
        _ => [("RUN", row => row.Run), ("NAME", row => row.Name), ("AGENT", row => row.Agent), ("BOTTLE", row => row.Bottle)],
    };
}
