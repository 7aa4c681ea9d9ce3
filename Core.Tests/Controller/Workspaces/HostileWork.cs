namespace BotBottle.Core.Tests.Controller.Workspaces;

/// <summary>Settings and files by which git runs a program, which creates the file <c>$CANARY</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Command">What the agent does in its repository.</param>
/// <param name="Naive">What the owner then does in the same folder, so that the program runs.</param>
internal sealed record HostileWork(string Name, string Command, string Naive)
{
    private const string CommitAll = "echo y >> a; git commit -a";

    /// <summary>Why git itself does not run the program; null if it does.</summary>
    public string? Ignored { get; init; }

    public static IReadOnlyList<HostileWork> All { get; } =
    [
        new("hooks", "mkdir -p .git/hooks; for h in post-checkout pre-commit post-merge reference-transaction post-index-change pre-auto-gc; do "
            + "printf '#!/bin/sh\ntouch $CANARY\n' > .git/hooks/$h; chmod +x .git/hooks/$h; done", "git status"),
        new("a hooks path", "mkdir h; printf '#!/bin/sh\ntouch '$CANARY > h/reference-transaction; chmod +x h/*; git config core.hooksPath h",
            CommitAll + " -m x"),
        new("a file system monitor", "git config core.fsmonitor \"touch $CANARY; false\"", "git status"),
        new("a filter", "echo '* filter=f' > .gitattributes; git config filter.f.clean \"touch $CANARY; cat\"; "
            + "git config filter.f.smudge \"touch $CANARY; cat\"", "git add -A"),
        new("a filter process", "echo '* filter=f' > .gitattributes; git config filter.f.process \"touch $CANARY\"", "git add -A"),
        new("a text conversion", "echo '* diff=f' > .gitattributes; git config diff.f.textconv \"touch $CANARY; cat\"; "
            + "git config diff.f.command \"touch $CANARY\"", "git diff HEAD~1"),
        new("an external diff", "git config diff.external \"touch $CANARY\"", "git diff HEAD~1"),
        new("a merge driver", "echo '* merge=f' > .gitattributes; git config merge.f.driver \"touch $CANARY; exit 1\"", "git merge other"),
        new("a pager and an editor", "git config core.pager \"touch $CANARY\"; git config core.editor \"touch $CANARY\"; "
            + "git config sequence.editor \"touch $CANARY\"", CommitAll),
        new("an ssh command", "git config core.sshCommand \"touch $CANARY\"; git config remote.origin.url ssh://example.test/x; "
            + "git config core.gitProxy \"touch $CANARY\"", "git fetch"),
        new("a credential helper", "git config credential.helper \"!touch $CANARY\"",
            "printf 'protocol=https\nhost=example.test\n\n' | GIT_TERMINAL_PROMPT=0 git credential fill"),
        new("a signing program", "printf '#!/bin/sh\ntouch '$CANARY > g; chmod +x g; git config gpg.program $PWD/g; "
            + "git config commit.gpgSign true; git config tag.gpgSign true", CommitAll + " -m x"),
        new("an include", "printf '[core]\n\tfsmonitor = touch '$CANARY'\n' > x; git config include.path ../x", "git status"),
        new("a pack hook", "git config uploadpack.packObjectsHook \"touch $CANARY\"", "git clone -q file://$PWD ../copy")
        { Ignored = "git takes it from the user's and the system's settings alone" },
        new("alternate refs", "git config core.alternateRefsCommand \"touch $CANARY\"",
            "git clone -q . ../copy; echo $PWD/../copy/.git/objects > .git/objects/info/alternates; git fetch ../copy main"),
        new("a submodule's update",
            "git init -q s; for i in 1 2; do git -C s -c user.name=a -c user.email=a@a.test commit -q --allow-empty -m $i; test $i = 2 || git add s; done "
                + "2> /dev/null; git config submodule.s.url ./s; git config submodule.s.update \"!touch $CANARY; true\"; "
                + "printf '[submodule \"s\"]\n\tpath = s\n\turl = ./s\n' > .gitmodules", "git submodule update"),
        new("an alias", "git config alias.bundle \"!touch $CANARY\"; "
            + "git config alias.add \"!touch $CANARY\"; git config alias.rev-parse \"!touch $CANARY\"",
            "git bundle create ../b main; git add -A; git rev-parse HEAD") { Ignored = "git's own commands come before aliases" },
        new("a worktree elsewhere", "git config core.worktree /etc", "git rev-parse --show-toplevel | grep -qx /etc && touch $CANARY"),
        new("a partial clone", "git config remote.origin.promisor true; git config extensions.partialClone origin; "
            + "git config remote.origin.url \"ext::touch $CANARY\"; git config protocol.ext.allow always",
            "git cat-file -p 0123456789012345678901234567890123456789"),
        new("a template",
            "mkdir -p t/hooks; printf '#!/bin/sh\ntouch '$CANARY > t/hooks/post-checkout; chmod +x t/hooks/*; git config init.templateDir $PWD/t",
            "git init; git checkout -q other; git clone -q . ../copy") { Ignored = "git reads no repository's settings before it makes one" },
    ];

    public static IEnumerable<string> Names => All.Select(one => one.Name);

    /// <summary>The names. Half of them run in the long form alone, because each takes seconds.</summary>
    public static IEnumerable<TestCaseData> Cases => All.Select((one, at) => at % 2 == 0 ? new TestCaseData(one.Name)
        : new TestCaseData(one.Name).SetCategory("Long"));

    public static HostileWork Named(string name) => All.Single(one => one.Name == name);
}
