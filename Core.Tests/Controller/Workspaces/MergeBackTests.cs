using System.Text;
using BotBottle.Controller.Workspaces;

namespace BotBottle.Core.Tests.Controller.Workspaces;

/// <summary>
/// What comes of an agent's work in the host's repository: merged whole, a conflict that <c>git merge --abort</c> takes back, or refused with nothing changed.
/// Nothing of the agent's runs on the host.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class MergeBackTests
{
    private const string Whole = "whole", Conflict = "conflict", Lost = "would overwrite files that git does not know: ",
        Dirty = "would overwrite what you have not committed: ", Links = "a link that leads out";
    private const string C = "git add -A && git commit -qm work";
    private const string Submodule = "git init -q s; git -C s -c user.name=o -c user.email=o@o.test commit -q --allow-empty -m s; git add s 2>/dev/null; "
        + "git commit -qm s; echo owners > s/untracked";
    private const string Deep = "mkdir -p p/q; for i in 1 2 3; do seq $i 40 > p/q/f$i; done; git add .; git commit -qm p";
    private static readonly string[] Identity = ["user.name=o", "user.email=o@o.test"];

    // What the agent does, what the owner does meanwhile, how the merge ends (whole, conflict, or a part of the refusal), and what then prints what.
    private static readonly Row[] Rows =
    [
        new("a new file", $"echo x > x; {C}") { Prints = ("cat x; git status --short", "x") },
        new("both have commits", $"echo x > x; {C}", "echo y > y; git add y; git commit -qm y") { Prints = ("cat x y; git log --oneline | wc -l", "x\ny\n4") },
        new("nothing", "true") { End = "not something we can merge" },
        new("an empty commit", "git commit -q --allow-empty -m empty") { Prints = ("git log --oneline | wc -l", "2") },
        new("the same line", $"echo agents > a; {C}", "echo owners > a; git commit -qam y") { End = Conflict },
        new("the same new file", $"echo agents > x; {C}", "echo owners > x; git add x; git commit -qm y") { End = Conflict },
        new("deleted here, changed there", $"git rm -q a; {C}", "echo owners > a; git commit -qam y") { End = Conflict },
        new("renamed here, changed there", $"git mv long other; {C}", "echo more >> long; git commit -qam y")
        { Prints = ("tail -1 other; test -e long || echo gone", "more\ngone") },
        new("renamed here and there", $"git mv long l1; {C}", "git mv long l2; git commit -qm y") { End = Conflict },
        new("a folder renamed", $"git mv d e; {C}") { Prints = ("git ls-files; ls d 2>/dev/null || echo none", "a\ne/b\nlong\nnone") },
        new("a binary file", $"printf '\\0\\377\\1' > bin; {C}") { Prints = ("od -An -tx1 bin", "00 ff 01") },
        new("a binary file here and there", $"printf '\\0\\1' > bin; {C}", "printf '\\0\\2' > bin; git add bin; git commit -qm y") { End = Conflict },
        new("executable bits", $"chmod +x a; {C}", "echo more >> a; git commit -qam y") { Prints = ("test -x a && git ls-files -s a | cut -c1-6", "100755") },
        new("a link inside", $"mkdir e; ln -s ../a e/l; {C}") { Prints = ("readlink e/l", "../a") },
        new("a file that became a link", $"rm d/b; ln -s ../a d/b; {C}") { Prints = ("readlink d/b", "../a") },
        new("a file that became a folder", $"rm a; mkdir a; echo x > a/x; {C}") { Prints = ("cat a/x", "x") },
        new("a folder that became a file", $"rm -r d; echo x > d; {C}") { Prints = ("cat d", "x") },
        new("a submodule", "git -c protocol.file.allow=always submodule --quiet add ./. sub 2>/dev/null || { git init -q sub; git -C sub config user.name a; "
            + "git -C sub config user.email a@a.test; git -C sub commit -q --allow-empty -m s; git add sub; "
            + $"printf '[submodule \"sub\"]\\n\\tpath = sub\\n\\turl = ./sub\\n' > .gitmodules; }}; {C}")
        { Prints = ("git ls-files -s sub | cut -c1-6; ls -A sub", "160000") },
        new("10,000 files", $"mkdir many; (cd many && seq 0 9999 | xargs touch); {C}")
        { Prints = ("ls many | wc -l; git status --short | wc -l", "10000\n0") },
        new("names of every kind", "echo x > 'new\nline'; echo x > -f; echo x > 'sp ace'; echo x > '\"quoted\"'; echo x > 'back\\slash'; "
            + $"echo x > $(printf 'tab\\t'); git add -A; git commit -qm work") { Prints = ("git ls-files -z | tr -dc '\\0' | wc -c; git status --short", "9") },
        new("a merge of its own", $"git checkout -qb o; echo o > o; {C}; git checkout -q main; echo x > x; {C}; git merge -q --no-edit o")
        { Prints = ("ls; git log --oneline | wc -l", "a\nd\nlong\no\nx\n4") },
        new("a rebase of its own", $"git checkout -qb o; echo o > o; {C}; git checkout -q main; echo x > x; {C}; git rebase -q o")
        { Prints = ("ls", "a\nd\nlong\no\nx") },
        new("another branch", $"git checkout -qb topic; echo x > x; {C}; git checkout -q main") { Branch = "topic", Prints = ("cat x", "x") },
        new("branches with odd names",
            $"echo x > x; {C}; for b in 'wip/ünï' 'a;b' '$(touch$IFS$CANARY)' '`touch$IFS$CANARY`' '&&x' 'refs/heads/x' \"it's\"; do "
            + "git update-ref \"refs/heads/$b\" HEAD; done; git update-ref refs/heads/-x HEAD")
        { Branch = "refs/heads/x", Prints = ("git for-each-ref refs/bottle/run1/heads | wc -l", "9") },
        new("tags", $"git tag agents; git tag -a -m x annotated; echo x > x; {C}") { Prints = ("git tag", "") },
        new("a graft", $"echo x > x; {C}; git rev-parse HEAD > .git/info/grafts") { Prints = ("cat x; git log --oneline | wc -l", "x\n2") },
        new("a replaced commit of the owner's", $"t=$(git commit-tree -m fake $(git hash-object -t tree -w --stdin < /dev/null)); git replace HEAD $t; "
            + "echo x > x; git add x; git commit -qm x") { Prints = ("cat a x; git replace", "one\nx") },
        new("a replaced object in the work", $"echo x > x; {C}; git replace $(git rev-parse HEAD:x) $(echo fake | git hash-object -w --stdin)")
        { Prints = ("cat x", "x") },
        new("alternates of its own", $"echo x > x; {C}; echo /nonexistent >> .git/objects/info/alternates") { Prints = ("cat x", "x") },
        new("line ends by attribute", $"echo '*.t text eol=crlf' > .gitattributes; printf 'x\\n' > x.t; {C}") { Prints = ("od -An -c x.t", "x  \\r  \\n") },
        new("another encoding by attribute", "echo '*.t working-tree-encoding=UTF-16LE' > .gitattributes; printf 'x\\0\\n\\0' > x.t; " + C)
        { Prints = ("git show HEAD:x.t", "x") },
        new("keywords by attribute", $"echo '*.t ident' > .gitattributes; echo '$Id$' > x.t; {C}") { Prints = ("cut -c1-5 x.t", "$Id:") },
        new("a union by attribute", $"echo x >> long; {C}", "echo 'long merge=union' > .git/info/attributes; echo y >> long; git commit -qam y")
        { Prints = ("tail -2 long | sort", "x\ny") },
        new("the owner's filter by attribute", $"echo '*.t filter=own' > .gitattributes; echo x > x.t; {C}",
            "git config filter.own.smudge \"touch $CANARY; cat\"; git config filter.own.clean \"touch $CANARY; cat\"; git config filter.own.required true")
        { Prints = ("cat x.t", "x") },
        new("the owner's driver by attribute", $"echo agents >> long; {C}",
            "git config merge.own.driver \"touch $CANARY; true\"; (echo owners; cat long) > l; mv l long; git commit -qam y")
        { Start = "echo 'long merge=own' > .gitattributes; git add .; git commit -qm attributes", Prints = ("head -1 long; tail -1 long", "owners\nagents") },
        new("the owner's hooks", $"echo x > x; {C}",
            "for h in pre-merge-commit post-merge post-checkout reference-transaction prepare-commit-msg commit-msg; do "
            + "printf \"#!/bin/sh\\ntouch $CANARY\\n\" > .git/hooks/$h; chmod +x .git/hooks/$h; done") { Prints = ("cat x", "x") },
        new("an unrelated history", "git checkout -q --orphan o; git commit -qm o") { End = "unrelated histories" },
        new("an amended first commit", "git commit -q --amend -m other") { End = "unrelated histories" },
        new("a file that the owner is changing", $"echo agents > a; {C}", "echo owners > a") { End = Dirty + "a" },
        new("a file that the owner is changing, and other commits", $"echo agents > a; {C}", "echo y > y; git add y; git commit -qm y; echo owners > a")
        { End = Dirty + "a" },
        new("a file that the owner has staged", $"echo agents > a; {C}", "echo owners > a; git add a") { End = Dirty + "a" },
        new("a file that the owner has removed", $"echo agents > a; {C}", "rm a") { End = Dirty + "a" },
        new("a removed file that the owner is changing", $"git rm -q a; {C}", "echo owners > a") { End = Dirty + "a" },
        new("an executable bit that the owner is changing", $"echo agents > a; {C}", "echo agents > a; chmod +x a") { End = Dirty + "a" },
        new("the owner has the same changes", $"echo agents > a; echo x > x; mkdir n; echo y > n/y; git rm -q d/b; chmod +x long; {C}",
            "echo agents > a; echo x > x; mkdir n; echo y > n/y; rm d/b; chmod +x long; echo more > more")
        { Prints = ("git status --short; cat a x n/y; git log --oneline | wc -l", "?? more\nagents\nx\ny\n2") },
        new("the owner has the same changes, and other commits", $"echo agents > a; echo x > x; ln -s a link; {C}",
            "echo y > y; git add y; git commit -qm y; echo agents > a; echo x > x; ln -s a link; git add a; echo 1 >> d/b")
        { Prints = ("git status --short; cat a x d/b; git log --oneline | wc -l", "M d/b\nagents\nx\ntwo\n1\n4") },
        new("the owner had started what the agent committed", $"{C}; echo x > x; {C}") { Start = "echo own >> a; echo new > new",
            Prints = ("git status --short; cat a new x", "one\nown\nnew\nx") },
        new("the owner has committed what the agent went on with", $"echo agents >> a; echo agents >> new; {C}", "git add -A; git commit -qm own")
        { Start = "echo own >> a; echo new > new; echo u > u", Prints = ("git status --short; cat a new u", "one\nown\nagents\nnew\nagents\nu") },
        new("the owner has committed it and gone on", $"echo agents >> a; git add a; git commit -qm a",
            "git add -A; git commit -qm own; echo more > more; echo v > u; git add .; git commit -qm more")
        { Start = "echo own >> a; echo u > u", Prints = ("git status --short; cat a u more", "one\nown\nagents\nv\nmore") },
        new("the owner has gone on at the same place", $"echo agents >> a; {C}", "echo owners >> a; git add -A; git commit -qm own")
        { Start = "echo own >> a", End = Conflict },
        new("an executable bit beside the owner's own files", "chmod +x a; git add a; git commit -qm work") { Start = "echo own >> d/b; echo u > u",
            Prints = ("git status --short; test -x a && echo x", "M d/b\n?? u\nx") },
        new("an untracked file in the way", $"echo agents > x; {C}", "echo owners > x") { End = Dirty + "x" },
        new("an ignored file in the way", $"echo agents > x; {C}", "echo x > .git/info/exclude; echo owners > x") { End = Lost + "x;" },
        new("an ignored file in the way of a merge commit", $"echo agents > x; {C}",
            "echo x > .git/info/exclude; echo owners > x; echo y > y; git add y; git commit -qm y")
        { End = Lost + "x;" },
        new("an ignored file in the way of a folder", $"mkdir x; echo agents > x/y; {C}", "echo x > .git/info/exclude; echo owners > x") { End = Lost + "x;" },
        new("an ignored folder in the way of a file", $"echo agents > x; {C}", "echo x > .git/info/exclude; mkdir x; echo owners > x/y")
        { End = Lost + "x/y;" },
        new("a link in the way", $"echo agents > d/n; {C}", "echo d > .git/info/exclude; mv d ../out; ln -s ../out d") { End = Lost + "d;" },
        new("an ignored file whose name is no UTF-8", $"echo agents > \"$(printf 'x\\377')\"; {C}",
            "echo 'x*' > .git/info/exclude; echo owners > \"$(printf 'x\\377')\"") { End = Lost + "x" },
        new("a new file whose name is no UTF-8", $"echo agents > \"$(printf 'x\\377')\"; {C}") { Prints = ("cat x*", "agents") },
        new("a submodule that became a file", $"rm -rf s; echo x > s; {C}") { Start = Submodule, End = Lost + "s;" },
        new("a submodule that became a link", $"rm -rf s; ln -s a s; {C}", "echo y > y; git add y; git commit -qm y") { Start = Submodule, End = Lost + "s;" },
        new("the owner is on another branch", $"echo x > x; {C}", "git checkout -qb mine")
        { Prints = ("git symbolic-ref HEAD; git branch --contains refs/bottle/run1/HEAD", "refs/heads/mine\n* mine") },
        new("the owner is on no branch", $"echo x > x; {C}", "git checkout -q --detach")
        { Prints = ("cat x; git symbolic-ref -q HEAD || echo none", "x\nnone") },
        new("the owner is in the middle of a merge", $"echo x > x; {C}",
            "git checkout -qb o; echo 1 > a; git commit -qam 1; git checkout -q main; echo 2 > a; git commit -qam 2; "
            + "git merge -q o || true") { End = "unmerged files" },
        new("a file that the owner has staged, with another version beside it", $"echo agents > a; {C}", "echo staged > a; git add a; echo agents > a")
        { End = Dirty + "a" },
        new("a file that the owner has staged alone", $"echo agents > a; {C}", "echo staged > a; git add a; echo one > a") { End = Dirty + "a" },
        new("a staged file below a folder that became a file", $"rm -r d; echo x > d; {C}", "echo staged > d/x; git add d/x; rm d/x d/b")
        { End = Dirty + "d/x" },
        new("a staged file where a folder comes", $"mkdir x; echo x > x/y; {C}", "echo staged > x; git add x; rm x") { End = Dirty + "x" },
        new("a staged file in the way of a conflict", $"echo agents > a; rm -r d; echo x > d; {C}",
            "echo owners > a; git commit -qam y; echo staged > d/x; git add d/x; rm d/x") { End = Dirty + "d/x" },
        new("a file that the owner is going to add", $"echo agents > x; {C}", "echo agents > x; git add -N x; echo y > y; git add -N y")
        { Prints = ("git status --short; git ls-files -s y | cut -c1-12; cat x", "A y\n100644 e69de\nagents") },
        new("a file that the owner is going to add, and a locked branch", $"echo agents > x; {C}",
            "echo agents > x; git add -N x; : > .git/refs/heads/main.lock") { End = "main.lock" },
        new("a locked branch", $"echo agents > a; {C}", ": > .git/refs/heads/main.lock") { End = "main.lock" },
        new("options of the owner's branch", $"echo agents > a; {C}",
            "git config branch.main.mergeOptions '--squash --no-ff -s ours'; git config merge.ff false")
        { Prints = ("cat a; git log --oneline | wc -l; git status --short", "agents\n2") },
        new("settings of the owner's for merges", $"echo agents > a; {C}",
            "git config merge.ff only; git config merge.autoStash true; echo y > y; git add y; git commit -qm y; echo more > d/b")
        { Prints = ("cat a d/b; git log --oneline | wc -l; git status --short; git stash list", "agents\nmore\n4\n M d/b") },
        new("a link in a folder that the owner moved up", $"ln -s ../../out p/q/l; {C}", "git mv p/q r; git commit -qm y") { Start = Deep, End = Links },
        new("a link in a folder that git moves up", $"ln -s ../../out p/q/l; {C}", "git config merge.directoryRenames true; git mv p/q r; git commit -qm y")
        { Start = Deep, End = Links },
        new("a link through an ignored link of the owner's", $"ln -s out/x l; {C}", "echo out > .git/info/exclude; ln -s / out") { End = Links },
        new("a link through a link of a submodule", "ln -s s/out/x l; git add l; git commit -qm l", "ln -s / s/out") { Start = Submodule, End = Links },
        new("a part of a repository beside ignored parts", $"mkdir -p e/refs; echo x > e/refs/x; {C}",
            "echo e/HEAD > .git/info/exclude; mkdir e; echo x > e/HEAD") { End = "git takes e for a repository" },
        new("a part of a repository beside parts that are not committed", $"mkdir -p e/refs; echo x > e/refs/x; {C}", "mkdir e; echo x > e/HEAD")
        { End = "git takes e for a repository" },
        new("the owner's strategy", $"echo agents > a; {C}", "git config pull.twohead ours") { Prints = ("cat a", "agents") },
        new("the owner's index is locked", $"echo x > x; {C}", ": > .git/index.lock") { End = "index.lock" },
    ];

    // What git itself does, and neighbours of other rows: all of them would take a tenth of CI's time.
    private static readonly string[] LongRows =
    [
        "an empty commit", "the same new file", "renamed here, changed there", "renamed here and there", "a folder renamed", "a binary file",
        "a binary file here and there", "executable bits", "a link inside", "a file that became a folder", "a folder that became a file",
        "names of every kind", "a merge of its own", "a rebase of its own", "tags", "a graft", "a replaced object in the work", "alternates of its own",
        "line ends by attribute", "another encoding by attribute", "keywords by attribute", "a union by attribute", "an amended first commit",
        "a file that the owner is changing, and other commits", "a file that the owner has removed", "a removed file that the owner is changing",
        "an executable bit that the owner is changing", "the owner has committed it and gone on", "an executable bit beside the owner's own files",
        "an ignored file in the way of a folder", "a submodule that became a link", "the owner is on no branch", "a staged file where a folder comes",
        "a file that the owner is going to add, and a locked branch", "a link in a folder that the owner moved up",
        "a part of a repository beside parts that are not committed", "10,000 files", "the owner's index is locked", "settings of the owner's for merges",
        "a link through a link of a submodule",
        "both have commits", "deleted here, changed there", "a file that became a link", "another branch", "a replaced commit of the owner's",
        "a file that the owner has staged", "an untracked file in the way", "an ignored file in the way of a merge commit", "the owner is on another branch",
        "a file that the owner has staged alone", "a staged file in the way of a conflict", "a link in a folder that git moves up",
        "a new file whose name is no UTF-8", "the owner had started what the agent committed",
    ];

    [TestCaseSource(nameof(Names))]
    public async Task Work_is_merged_whole_or_not_at_all(string name)
    {
        Row row = Rows.Single(one => one.What == name);
        using WorkspaceSite site = await WorkspaceSite.MakeAsync("seq 200 > long; git add long; git commit -q --amend --no-edit; " + row.Start);
        await site.AgentAsync(row.Agent + "; rm -f $CANARY");
        await site.OwnerAsync($"export CANARY='{site.Canary}'; {row.Owner}; rm -f $CANARY");
        string before = await StateAsync(site);
        ReturnedWork work = site.Return();
        (int code, string said) = Merge(work, row.Branch);
        Assert.That(File.Exists(site.Canary), Is.False, "something ran");
        if (row.End == Whole)
        {
            Assert.That(code, Is.Zero, said);
            Assert.That(await site.OwnerAsync(row.Prints.Command), Is.EqualTo(row.Prints.Text));
        }
        else
        {
            Assert.That(code, Is.Not.Zero, said);
            Assert.That(said, Does.Contain(row.End == Conflict ? "CONFLICT" : row.End));
            if (row.End == Conflict)
            {
                await site.OwnerAsync("git merge --abort");
            }

            Assert.That(await StateAsync(site), Is.EqualTo(before));
        }

        Assert.That(await site.OwnerAsync("git fsck --strict 2>&1 | grep -v -e dangling -e '^notice' || true"), Is.Empty);
    }

    /// <summary>Shows that the canary of each row above can tell: the owner pulls from the agent's folder, and a script looks at its branches.</summary>
    [Test]
    public async Task Plain_git_runs_what_merge_does_not([ValueSource(nameof(CanaryNames))] string name)
    {
        Row row = Rows.Single(one => one.What == name);
        using WorkspaceSite site = await WorkspaceSite.MakeAsync("seq 200 > long; git add long; git commit -q --amend --no-edit; " + row.Start);
        await site.AgentAsync(row.Agent + "; rm -f $CANARY");
        await site.OwnerAsync(
            $"export CANARY='{site.Canary}'; {row.Owner}; rm -f $CANARY; echo $PWD/.git/objects > '{site.Work}/.git/objects/info/alternates'; "
                + $"git pull -q --no-rebase --no-edit '{site.Work}' main || true; "
                + $"git -C '{site.Work}' for-each-ref --format='%(refname:short)' | while read branch; do sh -c \"git log -1 $branch\" || true; done");
        Assert.That(File.Exists(site.Canary), "nothing ran");
    }

    [Test]
    public async Task A_patch_is_applied_to_its_files_whatever_the_owners_settings_say()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync();
        await site.AgentAsync("echo agents >> d/b; echo agents > d/new");
        await site.OwnerAsync("git config diff.noprefix true; git config color.ui always; git config diff.relative true; git config diff.submodule log");
        ReturnedWork work = site.Return();
        Assert.That(new WorkPatch(work).Apply().Lines, Is.Not.Empty);
        Assert.That(await site.OwnerAsync("cat d/b d/new; ls"), Is.EqualTo("two\nagents\nagents\na\nd"));
    }

    private static (int Code, string Said) Merge(ReturnedWork work, string? branch)
    {
        try
        {
            GitResult merged = new WorkMerge(work).Merge(work.RefOf(branch), "Merge", Identity);
            return (merged.Code, merged.Errors + Encoding.UTF8.GetString(merged.Output));
        }
        catch (WorkspaceException refused)
        {
            return (1, refused.Message);
        }
    }

    private static IEnumerable<TestCaseData> Names() =>
        Rows.Select(row => LongRows.Contains(row.What) ? new TestCaseData(row.What).SetCategory("Long") : new TestCaseData(row.What));

    private static IEnumerable<string> CanaryNames() => Rows.Where(row => (row.Agent + row.Owner).Contains("CANARY", StringComparison.Ordinal))
        .Select(row => row.What);

    // Everything but the refs of runs, with the content of every file.
    private static Task<string> StateAsync(WorkspaceSite site) => site.OwnerAsync(
        "git for-each-ref | grep -v refs/bottle/; git status --short --branch; git config --list --local; cat .git/HEAD; git ls-files -s; "
            + "find . -path ./.git -prune -o -printf '%p %y %l\\n' | sort; find . -path ./.git -prune -o -type f -print | sort | xargs -d '\\n' cat; "
            + "cat ../out/* 2>/dev/null || true");

    private sealed record Row(string What, string Agent, string Owner = "true")
    {
        public string End { get; init; } = Whole;

        public string? Branch { get; init; }

        public string Start { get; init; } = "true";

        public (string Command, string Text) Prints { get; init; } = ("true", "");
    }
}
