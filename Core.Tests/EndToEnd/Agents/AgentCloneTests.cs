namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>Agents in a clone of the project's repository, with branches and worktrees of their own, and their work taken back.</summary>
[Category("System")]
[Category("Long")]
[Parallelizable(ParallelScope.All)]
public sealed class AgentCloneTests
{
    private const string Name = "cloned";
    private static readonly string[] Clone = ["--name", Name, "--workspace", "clone"];

    [TestCase("claude")]
    [TestCase("codex")]
    public async Task An_agents_commit_is_merged(string name)
    {
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named(name), [Tasks.Mend]);
        await OneShotAsync(host, "Please mend the sum.");
        Assert.That(await host.GitAsync("log", "--format=%an %s"), Is.EqualTo("Ada Start\n"), "the clone is not the host's");
        CommandResult merge = await host.RunAsync("merge", Name);
        Assert.That(merge.ExitCode, Is.Zero, merge.ToString());
        Assert.That(await host.GitAsync("log", "--format=%an %s"), Is.EqualTo("Ada Mend the sum\nAda Start\n"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(host.Work, "sum.js")), Is.EqualTo("export const sum = (a, b) => a + b;\n"));
        Assert.That(await host.GitAsync("status", "--porcelain"), Is.Empty);
        await host.LedgerHoldsAsync();
    }

    [TestCase("claude", "-w", "feature")]
    [TestCase("codex")]
    public async Task An_agents_own_branch_is_fetched_and_merged(string name, params string[] options)
    {
        string branch = name == "claude" ? "worktree-feature" : "own";
        AgentTask task = new(
            "branch off",
            [new AgentStep.Run((name == "claude" ? "" : "git switch -q -c own && ") + "echo done > done.txt && git add -A && git commit -q -m Branched")],
            "I branched off.");
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named(name), [task]);
        await OneShotAsync(host, "Please branch off.", options);
        CommandResult merge = await host.RunAsync("merge", Name, "--branch", branch);
        Assert.That(merge.ExitCode, Is.Zero, $"{merge}\n{host.Describe()}");
        Assert.That(await host.GitAsync("log", "--format=%s"), Is.EqualTo("Branched\nStart\n"), host.Describe());
        Assert.That(await host.GitAsync("worktree", "list"), Does.StartWith(host.Work).And.Not.Contain("feature"));
    }

    [Test]
    public async Task A_subagents_worktree_works_and_its_commit_is_fetched()
    {
        AgentTask share = new(
            "share the work", [new AgentStep.Delegate("Please look around in your own tree.", InWorktree: true)], "The work was shared.");
        AgentTask part = new(
            "in your own tree", [new AgentStep.Run("pwd; echo part > part.txt && git add -A && git commit -q -m Part && git branch --show-current")],
            "The part is done.");
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named("claude"), [share, part]);
        await OneShotAsync(host, "Please share the work.");
        CommandResult fetch = await host.RunAsync("fetch", Name);
        Assert.That(fetch.ExitCode, Is.Zero, fetch.ToString());
        string commits = await host.GitAsync("log", "--all", "--format=%s");
        Assert.That(commits, Does.Contain("Part"), $"{fetch}\n{host.Describe()}");
        Assert.That(host.Model.Results.Any(result => result.Contains(".claude/worktrees", StringComparison.Ordinal)), host.Describe());
    }

    private static async Task OneShotAsync(AgentHost host, string prompt, params string[] options)
    {
        CommandResult result = await host.RunAsync(["run", .. Clone, "--", host.Agent.Name, .. options, .. host.Agent.OneShot(prompt)]);
        string told = $"{result}\n{host.Describe()}";
        Assert.That(result.ExitCode, Is.Zero, told);
        Assert.That(host.Model.Mistakes, Is.Empty, told);
    }
}
