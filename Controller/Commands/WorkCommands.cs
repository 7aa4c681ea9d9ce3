using System.CommandLine;
using System.Text;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Controller.Workspaces;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary><c>fetch</c>, <c>diff</c>, <c>merge</c> and <c>apply</c>: take the work of a run with a clone back into the host's repository.</summary>
internal static class WorkCommands
{
    /// <summary><c>fetch</c>: makes the agent's branches refs of the host's repository.</summary>
    public static Command CreateFetch(CommandHost host)
    {
        Verb verb = new(
            "fetch",
            "Take the branches of a run that works in a clone into your repository, as refs/bottle/RUN/heads/BRANCH, with its new tags as "
                + "refs/bottle/RUN/tags/TAG and its uncommitted files as "
                + "refs/bottle/RUN/uncommitted. git checks every object; nothing of the agent's is run. Your branches and files stay as they are.",
            "bot-bottle fetch brave-otter", "git log refs/bottle/brave-otter/heads/main");
        Argument<string> run = RunOf();
        verb.Add(run);
        verb.SetAction(async (parsed, cancellation) =>
        {
            TakenRun taken = await TakeAsync(host, parsed.GetRequiredValue(run), cancellation);
            foreach ((string name, string commit) in taken.Returned.Work.Refs.OrderBy(one => one.Key, StringComparer.Ordinal))
            {
                host.Output.WriteLine(TerminalText.Clean($"{commit[..12]} {name}"));
            }

            return ExitCode.Ok;
        });
        return verb;
    }

    /// <summary><c>diff</c>: shows the agent's changes.</summary>
    public static Command CreateDiff(CommandHost host)
    {
        Verb verb = new(
            "diff",
            "Show what a run that works in a clone changed since its start, its uncommitted files included. Files that programs of this host obey come first, "
                + "with the reason. Control characters are shown as '?'.",
            "bot-bottle diff brave-otter --stat", "bot-bottle diff brave-otter");
        Argument<string> run = RunOf();
        Option<bool> stat = new("--stat") { Description = "Only the names of the files and the numbers of lines." };
        verb.Add(run);
        verb.Add(stat);
        verb.SetAction(async (parsed, cancellation) =>
        {
            TakenRun taken = await TakeAsync(host, parsed.GetRequiredValue(run), cancellation, isToldApart: true);
            ReturnedWork work = taken.Returned;
            byte[] text = Ask(() => WorkTaker.Compare(
                work.Git, work.Kept.Root, work.Base, work.Uncommitted, parsed.GetValue(stat) ? ["--stat"] : Array.Empty<string>()));
            foreach (string line in WorkText.Obeyed(work.Work.Obeyed).Concat(WorkText.Lines(text)))
            {
                host.Output.WriteLine(line);
            }

            return ExitCode.Ok;
        });
        return verb;
    }

    /// <summary><c>merge</c>: merges the agent's commits into the current branch.</summary>
    public static Command CreateMerge(CommandHost host)
    {
        Verb verb = new(
            "merge",
            "Merge what a run committed in its clone into the current branch of your repository. Hooks, filters, drivers and signatures are off. A conflict is "
                + "left in your files, as git merge leaves it: solve it and commit, or git merge --abort.",
            "bot-bottle merge brave-otter", "bot-bottle merge brave-otter --branch feature");
        Argument<string> run = RunOf();
        Option<string?> branch = new("--branch") { Description = "The agent's branch (default: the one that it is on).", HelpName = "NAME" };
        verb.Add(run);
        verb.Add(branch);
        verb.SetAction(async (parsed, cancellation) =>
        {
            TakenRun taken = await TakeAsync(host, parsed.GetRequiredValue(run), cancellation);
            ReturnedWork work = taken.Returned;
            string wanted = work.RefOf(parsed.GetValue(branch));
            if (!work.Work.Refs.ContainsKey(wanted))
            {
                string missing = parsed.GetValue(branch) is { } none ? $"no new commit on a branch {none}" : "committed nothing new";
                throw new CommandFailure(
                    ExitCode.Failed, TerminalText.Clean($"{taken.Name} has {missing}"),
                    $"It has: {TerminalText.Clean(string.Join(", ", work.Work.Refs.Keys.Select(one => one[work.Prefix.Length..])))}");
            }

            string[] identity = IdentityOf(host, work.Kept.Root);
            GitResult merged = Ask(() => work.Merge(wanted, $"Merge the work of {taken.Name}", identity));
            return Report(host, merged, "merge");
        });
        return verb;
    }

    /// <summary><c>apply</c>: applies the agent's uncommitted changes to the working tree.</summary>
    public static Command CreateApply(CommandHost host)
    {
        Verb verb = new(
            "apply", "Apply the changes that a run has not committed in its clone to the files of your repository, as a patch. All of it, or nothing.",
            "bot-bottle apply brave-otter");
        Argument<string> run = RunOf();
        verb.Add(run);
        verb.SetAction(async (parsed, cancellation) =>
        {
            TakenRun taken = await TakeAsync(host, parsed.GetRequiredValue(run), cancellation);
            return Ask(taken.Returned.Apply) is { } applied ? Report(host, applied, "apply") : ExitCode.Ok;
        });
        return verb;
    }

    private static Argument<string> RunOf() => new("run") { Description = "The run's name or id.", HelpName = "RUN" };

    private static T Ask<T>(Func<T> git)
    {
        try
        {
            return git();
        }
        catch (WorkspaceException refused)
        {
            throw new CommandFailure(ExitCode.Failed, refused.Message, "Your files and branches are unchanged.", refused);
        }
    }

    private static int Report(CommandHost host, GitResult result, string verb)
    {
        foreach (string line in Encoding.UTF8.GetString(result.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            host.Output.WriteLine(TerminalText.Clean(line));
        }

        return result.Code == 0 ? ExitCode.Ok
            : throw new CommandFailure(
                ExitCode.Failed, $"git {verb} ended with {result.Code}: {result.Errors.Replace('\t', ' ')}", "git status shows what is left to do.");
    }

    private static string[] IdentityOf(CommandHost host, string root)
    {
        (string? name, string? email) = new HostGit(host.Environment, root, [], host.Complain).Identity();
        return name is null || email is null
            ? throw new CommandFailure(ExitCode.Failed, "git does not know your name and email for the merge", "Set them: git config --global user.email YOU")
            : [$"user.name={name}", $"user.email={email}"];
    }

    // Files that programs of the host obey are told here, unless the verb tells them apart.
    private static async Task<TakenRun> TakeAsync(CommandHost host, string run, CancellationToken cancellation, bool isToldApart = false)
    {
        using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
        RunView view = await client.RunAsync(run, cancellation);
        RunWork found = RunWork.Require(host.Home, view);
        try
        {
            WorkspaceGit git = WorkspaceMaker.Git();
            TakenWork work = new WorkTaker(git).Take(found.Kept, found.Folder, found.Name);
            if (work.Obeyed.Count > 0 && !isToldApart)
            {
                host.Complain(WorkText.Summary(work.Obeyed));
            }

            if (work.Left.Length > 0)
            {
                host.Complain($"git could not take everything:\n{work.Left}");
            }

            return new TakenRun(found.Name, new ReturnedWork(git, found.Kept, work, WorkTaker.PrefixOf(found.Name)));
        }
        catch (WorkspaceException refused)
        {
            throw new CommandFailure(
                ExitCode.Failed, $"the work of {TerminalText.Clean(view.Name)} was not taken: {refused.Message}",
                $"Your repository is unchanged. The clone is {KeptWorkspace.FolderIn(found.Folder)}: run no program and no git there outside of a bottle.",
                refused);
        }
    }

    private sealed record TakenRun(string Name, ReturnedWork Returned);
}
