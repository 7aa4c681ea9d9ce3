using System.CommandLine;
using System.Globalization;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary><c>rm</c> and <c>prune</c>: remove the files of ended runs.</summary>
internal static class RemoveCommands
{
    private const int MostNames = 10;

    private const string Kept = "Refs of fetched work stay in your repository (refs/bottle/RUN), and the run stays in the ledger.";

    /// <summary><c>rm</c>: removes the files of named runs.</summary>
    public static Command CreateRemove(CommandHost host)
    {
        Verb verb = new(
            "rm",
            "Remove the files of ended runs: HOME, /tmp, logs, and the workspace. A clone with branches or files that your repository does not have stays, "
                + "unless --force is given; 'bot-bottle fetch' takes them. So does a folder of --workspace none with files in it. Files that git ignores go, "
                + $"and are named. {Kept}",
            "bot-bottle rm brave-otter", "bot-bottle rm --force brave-otter quiet-fox");
        Argument<string[]> runs = new("run") { Description = "Names or ids of runs.", HelpName = "RUN", Arity = ArgumentArity.OneOrMore };
        Option<bool> force = Force();
        Option<bool> json = ListingOptions.Json();
        verb.Add(runs);
        verb.Add(force);
        verb.Add(json);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
            RunRemoval removal = new(host, client);
            List<RunView> named = [];
            foreach (string run in parsed.GetRequiredValue(runs))
            {
                named.Add(await client.RunAsync(run, cancellation)); // all of them before the first is removed
            }

            List<RemovedRun> results = [];
            foreach (RunView run in named.DistinctBy(run => run.Run))
            {
                (string? obstacle, string? lost) = await removal.LookAsync(run, parsed.GetValue(force), cancellation);
                results.Add(
                    obstacle is null ? await removal.RemoveAsync(run, lost, cancellation)
                        : new RemovedRun(run.Run, run.Name, Removed: false, 0, obstacle));
            }

            _ = host.Write(parsed.GetValue(json), results, RemovedRunJson.Default.IReadOnlyListRemovedRun, Tell);
            return named.DistinctBy(run => run.Run).All(run => removal.FolderOf(run) is null) ? ExitCode.Ok : ExitCode.Failed;
        });
        return verb;
    }

    /// <summary><c>prune</c>: removes the files of every ended run.</summary>
    public static Command CreatePrune(CommandHost host)
    {
        Verb verb = new(
            "prune",
            "Remove the files of all ended runs, as 'bot-bottle rm' does. Live and frozen runs keep theirs, and so do clones with work that your repository "
                + $"does not have. Asks first. {Kept}",
            "bot-bottle prune --dry-run", "bot-bottle prune --older-than 7d --yes");
        Option<TimeSpan?> older = DurationOption.Create("--older-than", "Only runs that ended longer ago, such as 90m, 24h or 7d.");
        Option<bool> dry = new("--dry-run") { Description = "Only say what would be removed." };
        Option<bool> force = Force();
        Option<bool> json = ListingOptions.Json();
        OperatorYes yes = new(host);
        foreach (Option option in new Option[] { older, dry, force, json })
        {
            verb.Add(option);
        }

        yes.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
            RunRemoval removal = new(host, client);
            IReadOnlyList<RunView> runs = await client.RunsAsync(all: true, cancellation);
            DateTimeOffset before = host.Time.GetUtcNow() - (parsed.GetValue(older) ?? TimeSpan.Zero);
            List<RemovedRun> results = [];
            List<(RunView Run, string? Lost)> removable = [];
            foreach (RunView run in runs.Where(run => run.State is RunState.Exited or RunState.Killed && run.EndedAt <= before
                && removal.FolderOf(run) is not null))
            {
                (string? obstacle, string? lost) = await removal.LookAsync(run, parsed.GetValue(force), cancellation);
                if (obstacle is null)
                {
                    removable.Add((run, lost));
                }
                else
                {
                    results.Add(new RemovedRun(run.Run, run.Name, Removed: false, 0, obstacle));
                }
            }

            if (parsed.GetValue(dry))
            {
                results.AddRange(removable.Select(one => new RemovedRun(
                    one.Run.Run, one.Run.Name, Removed: false, removal.SizeOf(one.Run), $"would be removed{(one.Lost is { } lost ? $"; {lost}" : "")}")));
                return host.Write(parsed.GetValue(json), results, RemovedRunJson.Default.IReadOnlyListRemovedRun, TellDry);
            }

            if (removable.Count > 0)
            {
                yes.Require(parsed, Effect([.. removable.Select(one => one.Run)], removable.Sum(one => removal.SizeOf(one.Run))));
            }

            foreach ((RunView run, string? lost) in removable)
            {
                results.Add(await removal.RemoveAsync(run, lost, cancellation));
            }

            return host.Write(parsed.GetValue(json), results, RemovedRunJson.Default.IReadOnlyListRemovedRun, Tell);
        });
        return verb;
    }

    private static Option<bool> Force() => new("--force", "-f") { Description = "Give up work that is nowhere else." };

    private static string Effect(List<RunView> runs, long bytes)
    {
        string names = string.Join(", ", runs.Take(MostNames).Select(run => run.Name)) + (runs.Count > MostNames ? ", ..." : "");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"this removes the files of {runs.Count} ended run{(runs.Count == 1 ? "" : "s")}, {ByteAmount.Format(bytes)} ({names})");
    }

    private static void Tell(CommandHost host, IReadOnlyList<RemovedRun> results)
    {
        foreach (RemovedRun result in results)
        {
            if (result.Removed)
            {
                host.Output.WriteLine(TerminalText.Clean(
                    $"{result.Name}: {ByteAmount.Format(result.Bytes)} freed{(result.Note is { } note ? $"; {note}" : "")}"));
            }
            else
            {
                host.Complain($"{result.Name}: {result.Note}");
            }
        }

        if (results.Count != 1)
        {
            int removed = results.Count(result => result.Removed);
            host.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(removed == 0 ? "no" : removed)} run{(removed > 1 ? "s" : "")} removed, {ByteAmount.Format(results.Sum(result => result.Bytes))} freed"));
        }
    }

    private static void TellDry(CommandHost host, IReadOnlyList<RemovedRun> results)
    {
        TextTable table = new("RUN", "NAME", ">SIZE", "NOTE");
        foreach (RemovedRun result in results)
        {
            table.Add(result.Run, result.Name, result.Bytes > 0 ? ByteAmount.Format(result.Bytes) : "-", result.Note ?? "");
        }

        if (results.Count > 0)
        {
            table.Write(host.Output, host.Ink);
        }

        host.Output.WriteLine($"{ByteAmount.Format(results.Sum(result => result.Bytes))} would be freed");
    }
}
