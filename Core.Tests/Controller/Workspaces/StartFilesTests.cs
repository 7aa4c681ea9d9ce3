using System.Text;
using BotBottle.Controller.Workspaces;

namespace BotBottle.Core.Tests.Controller.Workspaces;

/// <summary>A run that begins with files that its owner had not committed: they are no work of the agent's.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class StartFilesTests
{
    private const string Start = "echo own >> a; echo u > u; echo i > i; echo i > .gitignore";
    private const string C = "git add -A && git commit -qm work";
    private static readonly string[] Identity = ["user.name=o", "user.email=o@o.test"];

    // What the agent does, and git diff --name-status of its work.
    [TestCase("true", "")]
    [TestCase("echo x > x", "A\tx")]
    [TestCase("echo more >> a; echo more >> u", "M\ta\nM\tu")]
    [TestCase("rm u; git checkout -q a", "M\ta\nD\tu")]
    [TestCase("git add -A", "", Category = "Long")]
    [TestCase(C, "", Category = "Long")]
    [TestCase("git config user.name a; git config core.autocrlf false; git add u; git commit -qm u; echo x > x", "A\tx", Category = "Long")]
    [TestCase("git reset -q --hard; rm u .gitignore", "D\t.gitignore\nM\ta\nD\tu")]
    public async Task The_diff_shows_the_agents_changes_alone(string agent, string expected)
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(Start);
        await site.AgentAsync(agent);
        (TakenWork work, byte[] text) = new WorkTaker(WorkspaceMaker.Git()).Look(
            KeptWorkspace.Read(site.RunFolder)!, site.RunFolder, isRepeated: false, "--name-status", "--no-renames");
        Assert.That(Encoding.UTF8.GetString(text).Trim(), Is.EqualTo(expected));
        Assert.That(work.Obeyed, Is.Empty);
        Assert.That(await site.OwnerAsync("git for-each-ref refs/bottle"), Is.Empty, "a look leaves the repository as it is");
    }

    // What the agent does; what the owner does then, with M for the merge; what apply says (0: applied, n: nothing, 1: it does not fit); and what is there.
    [TestCase("echo x > x", "true", "0", "cat a u x", "one\nown\nu\nx")]
    [TestCase("echo more >> a; echo more >> u", "true", "0", "cat a u; git status --short", "one\nown\nmore\nu\nmore\n M a\n?? .gitignore\n?? u")]
    [TestCase("rm u", "true", "n", "ls", "a\nd\ni\nu", Category = "Long")]
    [TestCase("true", "true", "n", "git status --short", " M a\n?? .gitignore\n?? u")]
    [TestCase("echo x > x", "echo x > x", "n", "cat x", "x", Category = "Long")]
    [TestCase("echo c > c; git add c; git commit -qm c; echo more >> a", "M", "0", "cat a c", "one\nown\nmore\nc")]
    [TestCase(C + "; echo more >> a; echo x > x", "M", "0", "cat a u x; git status --short", "one\nown\nmore\nu\nx\n M a\n?? x", Category = "Long")]
    [TestCase("git add a; git commit -qm a; echo more >> u", "M", "0", "cat a u; git status --short", "one\nown\nu\nmore\n?? .gitignore\n?? u")]
    [TestCase("echo c > c; git add c; git commit -qm c; echo more >> c", "true", "1", "ls", "a\nd\ni\nu")]
    [TestCase("echo more >> a; echo x > x", "git stash push -q -u", "0", "cat a u x", "one\nown\nmore\nu\nx")]
    [TestCase("sed -i s/own/theirs/ a; git commit -qam a; echo more >> a; echo x > x", "git stash push -q -u; M", "0", "cat a x", "one\ntheirs\nmore\nx",
        Category = "Long")]
    [TestCase("git checkout -q a; rm u", "true", "n", "git status --short", "M a\n?? .gitignore\n?? u", Category = "Long")]
    [TestCase("git stash -q", "true", "n", "git status --short", "M a\n?? .gitignore\n?? u", Category = "Long")]
    [TestCase("git reset -q --hard; echo x > x", "true", "0", "cat a x", "one\nown\nx", Category = "Long")]
    [TestCase("seq 9 > n; git add n; git commit -qm n; echo 10 >> n", "M; sed -i 1d n", "0", "cat n", "2\n3\n4\n5\n6\n7\n8\n9\n10")]
    [TestCase("echo more >> a", "echo other > a", "1", "cat a", "other")]
    [TestCase("git checkout -q --orphan o; git commit -qam o; echo x > x", "true", "0", "cat a u x", "one\nown\nu\nx", Category = "Long")]
    [TestCase("printf '\\0\\1' > bin; chmod +x u; mv d/b d/c", "true", "0", "od -An -tx1 bin; test -x u && ls d", " 00 01\nc", Category = "Long")]
    public async Task Apply_brings_the_agents_changes_alone(string agent, string owner, string said, string look, string expected)
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(Start);
        await site.AgentAsync(agent);
        ReturnedWork work = site.Return();
        foreach (string step in owner.Split("; "))
        {
            if (step == "M")
            {
                GitResult merged = new WorkMerge(work).Merge(work.RefOf(null), "Merge", Identity);
                Assert.That(merged.Code, Is.Zero, merged.Errors);
            }
            else
            {
                await site.OwnerAsync(step);
            }
        }

        AppliedWork applied = new WorkPatch(work).Apply();
        Assert.That(applied.Conflicts.Count > 0 ? "1" : applied.Lines.Length == 0 ? "n" : "0", Is.EqualTo(said), string.Join(", ", applied.Conflicts));
        Assert.That(await site.OwnerAsync(look + "; true"), Is.EqualTo(expected.Trim()));
        Assert.That(await site.OwnerAsync("git fsck --strict 2>&1 | grep -v -e dangling -e '^notice' || true"), Is.Empty);
    }

    [Test]
    public async Task A_repository_without_a_commit_begins_with_its_files()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync("rm -rf .git; git init -q -b main; git config user.name o; git config user.email o@o.test");
        await site.AgentAsync("echo more >> a; echo x > x");
        Assert.That(new WorkPatch(site.Return()).Apply().Conflicts, Is.Empty);
        Assert.That(await site.OwnerAsync("cat a x"), Is.EqualTo("one\nmore\nx"));
        await site.AgentAsync(C);
        ReturnedWork work = site.Return();
        Assert.That(new WorkMerge(work).Merge(work.RefOf(null), "Merge", Identity).Code, Is.Zero);
        Assert.That(await site.OwnerAsync("git log --oneline | wc -l; git status --short; cat x"), Is.EqualTo("1\nx"));
    }

    [Test]
    public async Task Apply_goes_on_where_an_earlier_one_ended_and_names_what_stays_the_owners()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(Start);
        await site.AgentAsync("seq 9 > n; rm u");
        Assert.That(new WorkPatch(site.Return()).Apply().Kept, Is.EqualTo(new[] { "u" }));
        await site.AgentAsync("seq 12 > n; echo x > x");
        Assert.That(new WorkPatch(site.Return()).Apply().Conflicts, Is.EqualTo(new[] { "n" }), "both added lines at the end");
        await site.AgentAsync("seq 9 > n");
        Assert.That(new WorkPatch(site.Return()).Apply().Conflicts, Is.Empty);
        Assert.That(await site.OwnerAsync("tail -1 n; cat u x"), Is.EqualTo("9\nu\nx"));
    }

    [Test]
    public async Task Apply_changes_nothing_where_a_file_that_git_ignores_is_in_the_way()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync("seq 30 > f; " + C);
        await site.AgentAsync("rm -r d; echo x > d; sed -i s/^1$/one/ f");
        await site.OwnerAsync("echo '.env' > .git/info/exclude; echo secret > d/.env; echo more >> f; git config diff.context 0");
        ReturnedWork work = site.Return();
        Assert.That(
            () => new WorkPatch(work).Apply(), Throws.TypeOf<WorkspaceException>().With.Message.Contains("overwrite files that git does not know: d/.env"));
        Assert.That(await site.OwnerAsync("tail -1 f; cat d/b d/.env; git status --short"), Is.EqualTo("more\ntwo\nsecret\n M f"));
        await site.OwnerAsync("rm d/.env");
        Assert.That(new WorkPatch(work).Apply().Conflicts, Is.Empty);
        Assert.That(await site.OwnerAsync("head -1 f; tail -1 f; cat d"), Is.EqualTo("one\nmore\nx"));
    }

    [Test]
    public async Task Files_are_put_back_that_git_had_begun_to_write()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync("seq 30 > f; echo y > y; ln -s f l; " + C);
        await site.AgentAsync($"rm -r d; echo x > d; echo 1 > f; echo agents > y; echo z > z; ln -sf y l; {C}");
        ReturnedWork work = site.Return();
        string before = await site.OwnerAsync("cat f d/b; readlink l");
        await site.OwnerAsync("rm -r d f; echo x > d; echo mine > y; echo z > z; ln -sf y l");
        new WrittenFiles(work).PutBack(WorkspaceMaker.Git(), "HEAD", work.RefOf(null), []);
        Assert.That(await site.OwnerAsync("cat f d/b; readlink l"), Is.EqualTo(before));
        Assert.That(await site.OwnerAsync("cat y; git status --short"), Is.EqualTo("mine\n M y"));
    }

    [Test]
    public async Task Apply_brings_no_link_that_the_merge_leads_out()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(
            $"mkdir -p p/q; for i in 1 2 3; do seq $i 40 > p/q/f$i; done; {C}; git config merge.directoryRenames true");
        await site.AgentAsync("ln -s ../../out p/q/l");
        await site.OwnerAsync($"git mv p/q r; {C}");
        ReturnedWork work = site.Return();
        Assert.That(() => new WorkPatch(work).Apply(), Throws.TypeOf<WorkspaceException>().With.Message.Contains("r/l is a link that leads out"));
        Assert.That(await site.OwnerAsync("ls r; git status --short"), Is.EqualTo("f1\nf2\nf3"));
    }

    [Test]
    public async Task A_repository_that_is_gone_is_named()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync();
        Directory.Move(site.Repository, site.Repository + "-moved");
        Assert.That(() => site.Take(), Throws.TypeOf<WorkspaceException>().With.Message.Contains($"{site.Repository} is no git repository any more"));
        Assert.That(
            () => WorkspaceMaker.Git().Lines(site.Repository, "status"), Throws.TypeOf<WorkspaceException>().With.Message.Contains("there is no folder"));
    }

    /// <summary>What the owner has, committed or not, is not refused and not listed: links that lead out, names by case, files that programs obey.</summary>
    [TestCase("git add -A; git commit -qm odd", TestName = "The owner's odd files, committed")]
    [TestCase("true", TestName = "The owner's odd files, not committed")]
    public async Task What_was_there_is_not_judged(string owner)
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(
            $"ln -s /etc/passwd l; echo 1 > Name; echo 2 > name; mkdir P p; echo 1 > P/x; echo 2 > p/y; echo '{{}}' > package.json; {owner}");
        await site.AgentAsync("echo more >> a; echo more >> Name");
        Assert.That(site.Take().Obeyed, Is.Empty);
        await site.AgentAsync($"echo more >> package.json; {C}");
        Assert.That(site.Take().Obeyed.Select(file => file.Path), Is.EqualTo(new[] { "package.json" }));
        await site.AgentAsync("rm l; ln -s /etc/shadow l");
        Assert.That(site.Take().Refusals, Is.EqualTo("uncommitted: l is a link that leads out of the repository's files, to /etc/shadow"));
        await site.AgentAsync("git checkout -q l; echo 3 > NAME");
        Assert.That(site.Take().Refusals, Does.Contain("differ only by case"));
        await site.AgentAsync("rm NAME; echo 3 > p/Y");
        Assert.That(site.Take().Refusals, Does.EndWith("p/y and p/Y differ only by case"));
    }

    /// <summary>git trusts size and time of a file that is older than the index, so a copy of the index must not be newer.</summary>
    [Test]
    public async Task A_change_in_the_second_of_the_commit_is_taken()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync();
        await site.AgentAsync($"git config core.trustctime false; echo 1 > n; touch -d @1000000000 n; {C}; touch -d @1000000000 .git/index");
        await site.AgentAsync("echo 2 > n; touch -d @1000000000 n");
        ReturnedWork work = site.Return();
        Assert.That(await site.OwnerAsync($"git show {work.Uncommitted}:n"), Is.EqualTo("2"));
    }

    [Test]
    public async Task The_owners_change_in_the_second_of_the_commit_is_seen()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(
            $"git config core.trustctime false; echo 1 > n; touch -d @1000000000 n; {C}; echo 2 > n; touch -d @1000000000 n .git/index");
        string files = OwnerFiles.TreeOf(WorkspaceMaker.Git(), HostRepository.Require(site.Repository), site.RunFolder);
        Assert.That(files, Is.Not.Empty.And.Not.EqualTo(await site.OwnerAsync("git rev-parse HEAD^{tree}")));
    }

    [Test]
    public async Task A_name_that_the_owner_was_changing_by_case_does_not_come_back_beside_it()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync("echo 1 > Name; git add Name; git commit -qm name; mv Name name");
        await site.AgentAsync("git checkout -q Name");
        Assert.That(() => site.Take(), Throws.InstanceOf<WorkspaceException>().With.Message.Contains("name and Name differ only by case"));
    }

    [Test]
    public async Task Stashes_are_taken_and_judged()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync("echo s > a; git stash -q; echo t > a; git stash -q; " + Start);
        Assert.That(
            site.Take().Refs.Keys, Is.EquivalentTo(new[] { "refs/bottle/run1/start", "refs/bottle/run1/uncommitted" }), "the owner's stashes are no work");
        await site.AgentAsync("echo first >> a; git stash -qu; echo second > new; git stash -qu");
        string[] stashes = (await site.AgentAsync("git stash list --format=refs/bottle/run1/stash/%H")).Split('\n')[..2];
        Assert.That(site.Take().Refs.Keys.Where(name => name.Contains("/stash/", StringComparison.Ordinal)), Is.EquivalentTo(stashes));
        await site.OwnerAsync($"git reset -q --hard; rm -f u .gitignore; git stash apply -q {stashes[0]}; cat new");
        await site.OwnerAsync($"rm -f new; git stash apply -q {stashes[1]}; grep first a; cat u");
        await site.AgentAsync("ln -s /etc/passwd l; git stash -qu; git stash drop -q stash@{1}");
        Assert.That(site.Take().Refusals, Does.Match("^stash/[0-9a-f]{40}: l is a link that leads out"));
    }

    [Test]
    [Category("Long")]
    public async Task Many_stashes_and_lines_of_their_log_are_no_burden()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync();
        await site.AgentAsync("echo x >> a; git stash -q; yes \"$(cat .git/logs/refs/stash)\" | head -n 2000 > log; mv log .git/logs/refs/stash");
        Assert.That(site.Take().Refs.Keys.Count(IsStash), Is.EqualTo(1));
        await site.AgentAsync(
            "i=$(git rev-parse refs/stash^2); for n in $(seq 51); do git stash store $(git commit-tree -p HEAD -p $i -m $n $i^{tree}); done");
        TakenWork work = site.Take();
        Assert.That((work.Refs.Keys.Count(IsStash), work.Left), Is.EqualTo((50, "  | there are more than 50 new stashes; the newest 50 are taken")));

        static bool IsStash(string name) => name.StartsWith("refs/bottle/run1/stash/", StringComparison.Ordinal);
    }

    [Test]
    public async Task What_was_fetched_stays_when_the_agent_removes_it()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync("git config fetch.prune true");
        await site.AgentAsync($"git checkout -qb one; echo x > x; {C}; git tag t; git checkout -q main; git checkout -qb b; echo y > y; {C}");
        site.Take();
        await site.AgentAsync($"git checkout -q main; git branch -qD one b; git tag -d t; git checkout -qb b/c; echo z > z; {C}");
        string b = await site.OwnerAsync("git rev-parse refs/bottle/run1/heads/b");
        Assert.That(site.Take().Moved, Is.EqualTo(new[] { ("refs/bottle/run1/heads/b", $"refs/bottle/run1/earlier/{b}") }));
        Assert.That(
            await site.OwnerAsync("git for-each-ref --format='%(refname)' refs/bottle/run1/earlier refs/bottle/run1/heads refs/bottle/run1/tags"), Is.EqualTo(
            $"refs/bottle/run1/earlier/{b}\nrefs/bottle/run1/heads/b/c\nrefs/bottle/run1/heads/one\nrefs/bottle/run1/tags/t"), "b has made room for b/c");
        string c = await site.OwnerAsync("git rev-parse refs/bottle/run1/heads/b/c");
        await site.AgentAsync("git commit -q --amend -m other");
        Assert.That(site.Take().Moved.Select(one => one.Moved), Is.EqualTo(new[] { $"refs/bottle/run1/earlier/{c}" }), "an amended commit");
        await site.AgentAsync("git commit -q --allow-empty -m next");
        Assert.That(site.Take().Moved, Is.Empty);
    }
}
