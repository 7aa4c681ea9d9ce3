namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>The same git commands on the host, in a clone and in a shared folder: what they print and how they end.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class GitCommandsTests
{
    private const string Dates = "export GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' GIT_COMMITTER_DATE='2026-01-01T00:00:00Z' LC_ALL=C "
        + "GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@a.test GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@a.test; ";

    // In this order, in one repository, each with all that the ones before it left. Dates are fixed, so that commits have the same names everywhere.
    private static readonly (string Name, string Command)[] Commands =
    [
        ("status", "git status --short --branch"),
        ("config", "git config user.name agent && git config user.email agent@a.test && git config --get user.name"),
        ("add and commit", "echo x > x && git add x && git commit -m x"),
        ("commit --amend", "echo y >> x && git commit -a --amend -m xy"),
        ("log", "git log --oneline --decorate --graph --all"),
        ("diff", "echo z >> x && git diff && git checkout -q x"),
        ("switch -c", "git switch -c topic && echo t > t && git add t && git commit -qm t && git branch -vv"),
        ("merge", "git switch main && echo m > m && git add m && git commit -qm m && git merge --no-edit topic"),
        ("rebase", "git switch -c other HEAD~1 && echo o > o && git add o && git commit -qm o && git rebase main"),
        ("cherry-pick", "git switch main && git cherry-pick other"),
        ("revert", "git revert --no-edit HEAD"),
        ("reset", "git reset --hard HEAD~1"),
        ("stash", "echo s >> a && git stash push -m s && git stash list && git stash pop && git checkout -q a"),
        ("mv and rm", "git mv a a2 && git rm -q m && git commit -qm moved && git show --stat --format=%s"),
        ("tag", "git tag -a -m v1 v1 && git describe && git tag -d v1"),
        ("blame", "git blame -s x"),
        ("bisect", "git bisect start HEAD HEAD~2 && git bisect good && git bisect reset"),
        ("reflog", "git reflog -3"),
        ("notes", "git notes add -m n && git notes show"),
        ("a hook", "mkdir -p .git/hooks; printf '#!/bin/sh\\necho hook ran\\n' > .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit; "
            + "echo h > h && git add h && git commit -m h; rm -f .git/hooks/pre-commit"),
        ("worktree", "git worktree add -q -b wt wt && (cd wt && echo w > w && git add w && git commit -qm w) && git worktree list && git worktree remove wt"),
        ("a branch that tracks", "git remote add origin https://example.test/r.git && git config branch.main.remote origin && "
            + "git config branch.main.merge refs/heads/main && git remote -v"),
        ("sparse-checkout", "git sparse-checkout set d && ls && git sparse-checkout disable && ls"),
        ("submodule", "git init -q sub && git -C sub config user.name a && git -C sub config user.email a@a.test && git -C sub commit -q --allow-empty -m s && "
            + "git submodule --quiet add ./sub sub && git submodule status && git commit -qm sub"),
        ("format-patch and am", "git format-patch -1 --stdout topic > p && git switch -q -c am main~6 && git am < p && git switch -q main && rm p"),
        ("apply", "git diff main~1 main -- h > p; git apply --reverse --check p; rm p"),
        ("clean", "echo junk > junk && git clean -fd"),
        ("archive", "git archive HEAD | tar -t"),
        ("bundle", "git bundle create --quiet b main && git bundle list-heads b && rm b"),
        ("clone", "git clone -q . copy && git -C copy log --oneline -1 && rm -rf copy"),
        ("attributes", "echo '*.u text eol=crlf' > .gitattributes && printf 'u\\n' > u.u && git add .gitattributes u.u && "
            + "git commit -qm u && git check-attr eol u.u"),
        ("gc and fsck", "git gc --quiet && git fsck --strict --no-dangling"),
        ("branch -D", "git branch -D topic other wt am"),
        ("init", "mkdir new && cd new && git init -q -b main && git status --short --branch"),
    ];

    // In a shared folder the host's git reads .git/config, .git/hooks and the worktrees' files afterwards, so the bottle keeps what programs obey as it was.
    private static readonly string[] DifferentWhenShared =
    [
        "config", "a hook", "a branch that tracks", "sparse-checkout", // .git/config and .git/hooks are read-only
        "submodule", // its section of .git/config is missing
        "clean", // it cannot remove the placeholders of the bottle
        "branch -D", // it deletes the branches, and says that it cannot edit .git/config
    ];

    [Test]
    [Category("Long")]
    public async Task A_clone_behaves_as_the_host_and_a_shared_folder_differs_where_the_host_would_obey()
    {
        await using CliHost host = await CliHost.StartAsync();
        string[] onHost = await RunAsync(host, []);
        string[] inClone = await RunAsync(host, ["--workspace", "clone"]);
        string[] shared = await RunAsync(host, ["--workspace", "share"]);
        Assert.Multiple(() =>
        {
            Assert.That(onHost, Has.All.Contain("= 0"));
            Assert.That(inClone, Is.EqualTo(onHost));
            string[] different = [.. Commands.Where((_, at) => shared[at] != onHost[at]).Select(one => one.Name)];
            Assert.That(different, Is.EqualTo(DifferentWhenShared), string.Join('\n', shared));
        });
    }

    private static string Script() =>
        Dates + string.Concat(Commands.Select((one, at) => $"echo '#> {at}'; ({one.Command}) 2>&1 | sed \"s|$PWD|ROOT|g\"; echo \"= ${{PIPESTATUS}}\"; "));

    private static async Task<string[]> RunAsync(CliHost host, string[] options)
    {
        const string repository = Dates + "rm -rf ..?* .[!.]* *; git init -q -b main && git config user.name o && git config user.email o@o.test && mkdir d && "
            + "echo one > a && echo two > d/b && git add . && git commit -qm first";
        CommandResult made = await Command.RunAsync("/bin/bash", ["-c", repository], host.Work);
        Assert.That(made.ExitCode, Is.Zero, made.ToString());
        CommandResult end = options.Length == 0
            ? await Command.RunAsync("/bin/bash", ["-c", Script()], host.Work)
            : await host.InBottleAsync(options, "bash", "-c", Script());
        return [.. end.Output.Split("#> ", StringSplitOptions.RemoveEmptyEntries)];
    }
}
