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
                + "refs/bottle/RUN/tags/TAG, its stashes as refs/bottle/RUN/stash/COMMIT, commits of further worktrees as refs/bottle/RUN/worktree/COMMIT, "
                + "other refs (notes) as refs/bottle/RUN/other/NAME, and its uncommitted files as refs/bottle/RUN/uncommitted. What you had not committed when "
                + "it began is refs/bottle/RUN/start. git checks every object; nothing of the agent's is run. Your branches and files stay as they are.",
            "bot-bottle fetch brave-otter", "git log refs/bottle/brave-otter/heads/main");
        Argument<string> run = RunOf();
        Option<bool> refused = new("--refused")
        {
            Description = "Take it also when links or names in it are refused, as refs alone: look with git show and git diff; a checkout would write them.",
        };
        verb.Add(run);
        verb.Add(refused);
        verb.SetAction(async (parsed, cancellation) =>
        {
            TakenRun taken = await TakeAsync(host, parsed.GetRequiredValue(run), cancellation, parsed.GetValue(refused));
            foreach ((string name, string commit) in taken.Returned.Work.Refs.OrderBy(one => one.Key, StringComparer.Ordinal))
            {
                host.Output.WriteLine(TerminalText.Clean($"{commit[..12]} {name}"));
            }

            return taken.Returned.Work.Refused.Count == 0 || parsed.GetValue(refused) ? ExitCode.Ok : ExitCode.Failed;
        });
        return verb;
    }

    /// <summary><c>diff</c>: shows the agent's changes.</summary>
    public static Command CreateDiff(CommandHost host)
    {
        Verb verb = new(
            "diff",
            "Show what a run that works in a clone changed since its start, its uncommitted files included. Files that programs of this host obey come first, "
                + "with the reason. Your own uncommitted files, with which it began, are no change. Control characters are shown as '?'. Your repository "
                + "stays as it is.",
            "bot-bottle diff brave-otter --stat", "bot-bottle diff brave-otter");
        Argument<string> run = RunOf();
        Option<bool> stat = new("--stat") { Description = "Only the names of the files and the numbers of lines." };
        verb.Add(run);
        verb.Add(stat);
        verb.SetAction(async (parsed, cancellation) =>
        {
            string[] options = parsed.GetValue(stat) ? ["--stat"] : [];
            (RunWork found, (TakenWork work, byte[] text)) = await UseAsync(
                host, parsed.GetRequiredValue(run), (taker, found) => taker.Look(found.Kept, found.Folder, isRepeated: false, options), cancellation);
            WorkText.TellLeft(host, work);
            if (work.Refused.Count > 0)
            {
                host.Complain($"merge and apply refuse {work.Refusals}");
            }

            if (text.Length == 0)
            {
                string commits = work.Refs.ContainsKey("HEAD") ? $", and has new commits of files as they were (bot-bottle merge {found.Name})" : "";
                host.Complain($"{found.Name} has changed no file since its start{commits}; ignored files are in no diff");
            }

            foreach (string line in WorkText.Obeyed(work.Obeyed).Concat(WorkText.Lines(text)))
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
            Require(taken, wanted);
            if (!work.Work.Refs.ContainsKey(wanted))
            {
                throw NothingToMerge(taken, parsed.GetValue(branch));
            }

            string[] identity = IdentityOf(host, work.Kept.Root);
            GitResult merged = Ask(() => new WorkMerge(work).Merge(wanted, $"Merge the work of {taken.Name}", identity));
            Tell(host, merged.Output);
            if (merged.Code != 0)
            {
                bool isConflict = Encoding.UTF8.GetString(merged.Output).Contains("CONFLICT", StringComparison.Ordinal);
                throw isConflict
                    ? new CommandFailure(
                        ExitCode.Failed, $"your branch and the work of {taken.Name} change the same places",
                        "Solve the conflicts in your files, then: git add FILE, git commit - or go back: git merge --abort")
                    : new CommandFailure(ExitCode.Failed, $"git merge ended with {merged.Code}: {merged.Errors.Trim()}",
                        "Your branch is where it was. Your files: git status");
            }

            host.Output.WriteLine(TerminalText.Clean($"{taken.Name} is merged into {Place(work)}"));
            if (work.Unmerged() is { Length: > 0 } more)
            {
                host.Complain(TerminalText.Clean($"{taken.Name} has further commits: {ReturnedWork.Some(more)} (refs below {work.Prefix[..^1]})"));
            }

            return ExitCode.Ok;
        });
        return verb;
    }

    /// <summary><c>apply</c>: applies the agent's uncommitted changes to the working tree.</summary>
    public static Command CreateApply(CommandHost host)
    {
        Verb verb = new(
            "apply",
            "Apply the changes that a run has not committed in its clone to the files of your repository, as a patch. All of it, or nothing. What you had not "
                + "committed yourself when it began is no part of the patch. Merge its commits first.",
            "bot-bottle apply brave-otter");
        Argument<string> run = RunOf();
        verb.Add(run);
        verb.SetAction(async (parsed, cancellation) =>
        {
            TakenRun taken = await TakeAsync(host, parsed.GetRequiredValue(run), cancellation);
            Require(taken, taken.Returned.RefOf(null), taken.Returned.Uncommitted);
            AppliedWork applied = Ask(new WorkPatch(taken.Returned).Apply);
            string uncommitted = taken.Returned.Uncommitted;
            if (applied.Conflicts.Count > 0)
            {
                bool hasCommits = taken.Returned.Work.Refs.ContainsKey(taken.Returned.RefOf(null));
                throw new CommandFailure(
                    ExitCode.Failed, $"you and the agent changed the same places, so nothing is applied: {ReturnedWork.Some(applied.Conflicts)}",
                    (hasCommits ? $"If you have not merged its commits yet: bot-bottle merge {taken.Name}. " : "")
                        + $"Its file: git show {uncommitted}:FILE. To take it in place of yours: git restore --source={uncommitted} FILE");
            }

            if (applied.Kept.Count > 0)
            {
                host.Complain($"the agent set changes of yours aside or removed them; yours stay: {ReturnedWork.Some(applied.Kept)}");
            }

            if (applied.Lines.Length == 0)
            {
                host.Complain($"there is nothing to apply: {taken.Name} left no change uncommitted that your files do not have already");
            }

            Tell(host, applied.Lines);
            return ExitCode.Ok;
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
        catch (ChangedFilesException changed)
        {
            throw new CommandFailure(
                ExitCode.Failed, changed.Message, "Some of your files are not as they were. Look before you go on: git status, git diff", changed);
        }
        catch (WorkspaceException refused)
        {
            throw new CommandFailure(ExitCode.Failed, refused.Message, "Your files and branches are unchanged.", refused);
        }
    }

    private static void Tell(CommandHost host, byte[] text)
    {
        foreach (string line in Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            host.Output.WriteLine(TerminalText.Clean(line));
        }
    }

    private static CommandFailure NothingToMerge(TakenRun taken, string? branch)
    {
        string[] branches = [.. taken.Returned.Branches];
        string missing = branch is null ? "committed nothing new where it is" : $"no new commit on a branch {branch}";
        ReturnedWork work = taken.Returned;
        string begun = work.Kept.Begun ?? work.Git.EmptyTree(work.Root);
        bool hasFiles = work.Git.Run(work.Root, null, "diff-tree", "--quiet", begun, work.Uncommitted).Code != 0;
        return new CommandFailure(
            ExitCode.Failed, TerminalText.Clean($"{taken.Name} has {missing}"),
            branches.Length > 0 ? TerminalText.Clean($"Branches with new commits: {string.Join(", ", branches)} (--branch NAME)")
                : hasFiles ? $"What it did not commit: bot-bottle diff {taken.Name} shows it, bot-bottle apply {taken.Name} takes it."
                : work.Work.Refs.ContainsKey(work.RefOf(null)) ? $"Its commits are on no branch: bot-bottle merge {taken.Name}"
                : "It changed nothing.");
    }

    private static string Place(ReturnedWork work)
    {
        GitResult branch = work.Git.Run(work.Kept.Root, null, "symbolic-ref", "--quiet", "--short", "HEAD");
        string commit = work.Git.Lines(work.Kept.Root, "rev-parse", "--short", "HEAD")[0];
        return branch.Code == 0 ? $"{Encoding.UTF8.GetString(branch.Output).Trim()} ({commit})"
            : $"HEAD, which is on no branch ({commit}): git switch -c NAME keeps it";
    }

    private static string[] IdentityOf(CommandHost host, string root)
    {
        (string? name, string? email) = new HostGit(host.Environment, root, [], host.Complain).Identity();
        return name is null || email is null
            ? throw new CommandFailure(
                ExitCode.Failed, "git does not know your name and email for the merge",
                "Set them: git config --global user.name NAME, and git config --global user.email EMAIL")
            : [$"user.name={name}", $"user.email={email}"];
    }

    // Files that programs of the host obey are told here.
    private static async Task<TakenRun> TakeAsync(CommandHost host, string run, CancellationToken cancellation, bool evenRefused = false)
    {
        (RunWork found, TakenWork work) = await UseAsync(
            host, run, (taker, found) => taker.Take(found.Kept, found.Folder, found.Name, evenRefused), cancellation);
        if (work.Refused.Count > 0)
        {
            host.Complain(evenRefused ? $"taken as refs alone, check none of them out: {work.Refusals}"
                : $"refused, and not taken: {work.Refusals}\n  As refs alone, to look at: bot-bottle fetch {found.Name} --refused");
        }

        if (work.Obeyed.Count > 0)
        {
            host.Complain(WorkText.Summary(work.Obeyed));
        }

        foreach ((string name, string moved) in work.Moved)
        {
            host.Complain(TerminalText.Clean($"the agent has replaced {name}; what was fetched before is {moved}"));
        }

        WorkText.TellLeft(host, work);
        return new TakenRun(found.Name, new ReturnedWork(WorkspaceMaker.Git(), found.Kept, found.Folder, work, WorkTaker.PrefixOf(found.Name)));
    }

    private static async Task<(RunWork Found, T Result)> UseAsync<T>(
        CommandHost host, string run, Func<WorkTaker, RunWork, T> use, CancellationToken cancellation)
    {
        using ControllerClient client = await ControllerLauncher.ConnectAsync(host, cancellation);
        RunView view = await client.RunAsync(run, cancellation);
        RunWork found = RunWork.Require(host.Home, view);
        try
        {
            return (found, use(new WorkTaker(WorkspaceMaker.Git()), found));
        }
        catch (WorkspaceException refused)
        {
            throw new CommandFailure(
                ExitCode.Failed, $"the work of {TerminalText.Clean(view.Name)} was not taken: {refused.Message}",
                $"Your repository is unchanged. The clone is {KeptWorkspace.FolderIn(found.Folder)}: run no program and no git there outside of a bottle."
                    + (refused is RefusedWorkException ? $"\n  As refs alone, to look at: bot-bottle fetch {found.Name} --refused" : ""),
                refused);
        }
    }

    private static void Require(TakenRun taken, params IReadOnlyCollection<string> refs)
    {
        try
        {
            taken.Returned.RequireTaken(refs);
        }
        catch (RefusedWorkException refused)
        {
            throw new CommandFailure(ExitCode.Failed, refused.Message, "Your files and branches are unchanged. What was not refused is fetched.", refused);
        }
    }

    private sealed record TakenRun(string Name, ReturnedWork Returned);
}
