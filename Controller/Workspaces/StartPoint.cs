namespace BotBottle.Controller.Workspaces;

/// <summary>The work of another run that a clone begins with. It is in the host's repository by now, judged as <c>fetch</c> judges it.</summary>
/// <param name="Branches">The commits of its branches, by their full names.</param>
/// <param name="Branch">The branch that it is on; null for none.</param>
/// <param name="Head">The commit that it is on; null before its first.</param>
/// <param name="Files">The commit of the files that are not committed.</param>
internal sealed record StartPoint(IReadOnlyDictionary<string, string> Branches, string? Branch, string? Head, string Files)
{
    private const string Heads = "refs/heads/";
    private const string Top = "HEAD";

    /// <summary>Takes it.</summary>
    /// <exception cref="WorkspaceException">The work is refused, or belongs to another repository.</exception>
    public static StartPoint Take(WorkspaceGit git, HostRepository repository, RunWork from)
    {
        if (from.Kept.Root != repository.Root)
        {
            throw new WorkspaceException($"--from {from.Name}: it works in a clone of {from.Kept.Root}");
        }

        AgentRefs agent;
        using (WorkLock.Wait(from.Folder))
        {
            agent = AgentGit.List(from.Kept.In(from.Folder), from.Kept.Head);
        }

        // Afterwards the host has each commit of the list: its own, or a judged one.
        TakenWork taken = new WorkTaker(git).Take(from.Kept, from.Folder, from.Name);
        if (taken.Refused.Count > 0)
        {
            throw new RefusedWorkException($"--from {from.Name}: the agent's work is refused: {taken.Refusals}");
        }

        (string Commit, string Name)[] refs = [.. agent.Refs.Where(one => one.Name == Top || one.Name.StartsWith(Heads, StringComparison.Ordinal))];
        IReadOnlySet<string> unknown = new UntakenWork(git).Unknown(repository, from.Kept, refs.Select(one => one.Commit));
        if (refs.FirstOrDefault(one => unknown.Contains(one.Commit)) is { Name: { } changed })
        {
            throw new WorkspaceException($"--from {from.Name}: its {changed} changed meanwhile: try again");
        }

        Dictionary<string, string> branches = refs.Where(one => one.Name != Top).DistinctBy(one => one.Name).ToDictionary(one => one.Name, one => one.Commit);
        string? head = refs.FirstOrDefault(one => one.Name == Top).Commit;
        string? branch = agent.Branch is { } on && (head is null ? on.StartsWith(Heads, StringComparison.Ordinal) : branches.GetValueOrDefault(on) == head)
            ? on : null;
        return new StartPoint(branches, branch, head, taken.Refs[WorkTaker.PrefixOf(from.Name) + "uncommitted"]);
    }
}
