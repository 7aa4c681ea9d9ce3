using BotBottle.Controller.Workspaces;

namespace BotBottle.Core.Tests.Controller.Workspaces;

/// <summary>Trees by which an agent could keep the host busy, or fill its memory.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class TreeJudgeTests
{
    [Test]
    public async Task A_few_objects_that_name_billions_of_files_are_refused()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync();
        await site.AgentAsync(
            "n='0 1 2 3 4 5 6 7 8 9'; t=$(git rev-parse HEAD^{tree}); for level in $n; do t=$(for i in $n; do printf '040000 tree %s\\tfolder%s\\n' $t $i; "
                + "done | git mktree); done; git update-ref refs/heads/bomb $(git commit-tree -p HEAD -m bomb $t)");
        Assert.That(() => site.Take(), Throws.TypeOf<WorkspaceException>().With.Message.Contains("git ls-tree would write more than 256 MiB"));
        Assert.That(await site.OwnerAsync("git for-each-ref refs/bottle"), Is.Empty);
    }

    [Test]
    public async Task Names_are_compared_in_their_own_folder()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync();
        await site.AgentAsync("mkdir -p x/Y z/y X.d; echo 1 > x/Y/A; echo 2 > z/y/a; echo 3 > x.d; echo 4 > X.d/f; ln -s ../z x/l; ln -s z m; ln -s z n");
        Assert.That(() => site.Take(), Throws.InstanceOf<WorkspaceException>().With.Message.EqualTo(
            "the agent's work is refused: x.d and X.d differ only by case"));
        await site.AgentAsync("rm x.d");
        Assert.That(site.Take().Refs, Is.Not.Empty);
    }
}
