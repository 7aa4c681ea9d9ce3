
namespace BotBottle.Core.Tests.Controller.Bottles.Sandbox;

/// <summary>Attacks of an agent on the host's git: one table for every isolation.</summary>
internal static class GitAttacks
{
    public const string Text = "the operator's own\n";

    /// <summary>
    /// Files that git writes, or reads before it decides what to write. Each is created as a link to the operator's start-up file, or as a pipe.
    /// </summary>
    private static readonly string[] Files =
    [
        "logs/HEAD", "logs/refs/stash", "logs/refs/heads/main", "logs/refs/heads/new", "COMMIT_EDITMSG", "FETCH_HEAD", "ORIG_HEAD", "MERGE_MSG", "MERGE_HEAD",
        "SQUASH_MSG", "AUTO_MERGE",
        "REVERT_HEAD", "CHERRY_PICK_HEAD", "BISECT_LOG", "HEAD", "index", "index.lock", "config.lock", "packed-refs", "packed-refs.lock", "refs/heads/main",
        "refs/heads/new", "refs/stash", "refs/tags/v1",
        "description", "info/exclude", "info/attributes", "info/grafts", "info/sparse-checkout", "shallow", "gc.log", "gc.pid", "objects/info/alternates",
        "objects/info/commit-graph", "objects/info/packs",
        "remotes/origin", "branches/origin", "rebase-merge/done", "rebase-apply/patch", "sequencer/todo", "svn/.metadata", "any/thing/else",
    ];

    /// <summary>Folders that git creates or fills, each created as a link to the operator's home.</summary>
    private static readonly string[] Folders = ["logs", "logs/refs", "refs/heads", "refs/remotes", "objects/pack", "objects/info", "objects/aa", "info",
        "rebase-merge", "rebase-apply", "sequencer", "rr-cache", "lfs", "remotes"];

    /// <summary>Each row has its own repository, in which its script runs; CANARY is a file outside the shared folder.</summary>
    public static readonly IReadOnlyList<Row> Rows =
    [
        .. Files.Select(file => new Row($"link {file}", $"mkdir -p .git/{Parent(file)}; ln -sfn $CANARY .git/{file}", $".git/{file}")),
        .. Folders.Select(folder => new Row(
            $"folder link {folder}", $"mkdir -p .git/{Parent(folder)}; rm -rf .git/{folder}; ln -sfn $(dirname $CANARY) .git/{folder}", $".git/{folder}")),
        .. ((string[])["FETCH_HEAD", "COMMIT_EDITMSG", "index", "logs/HEAD", "refs/heads/new", "info/exclude"]).Select(file =>
            new Row($"pipe {file}", $"mkdir -p .git/{Parent(file)}; rm -f .git/{file}; mkfifo .git/{file}", $".git/{file}")),
        new("socket", "perl -e 'socket(S, 1, 1, 0) && bind(S, pack(\"Sa*\", 1, \".git/fsmonitor--daemon.ipc\")) || die'", ".git/fsmonitor--daemon.ipc"),
        new("relative link", "ln -s ../../../../outside .git/relative", ".git/relative"),
        new("link that stays inside", "ln -s HEAD .git/inside", ".git/inside"),
        new("link that is named as an editor's lock and leads elsewhere", "ln -s $CANARY .git/.#COMMIT_EDITMSG", ".git/.#COMMIT_EDITMSG"),
        new("link to the name of an editor's lock", "ln -s ../me@host.1234:99 .git/logs/HEAD2", ".git/logs/HEAD2"),
        new("link that is written as an editor's lock", "ln -s me@host.1234:99 .git/ORIG_HEAD", ".git/ORIG_HEAD"),
        new("link in a folder that has no name in UTF-8", "d=.git/logs/$(printf '\\377'); mkdir $d; ln -s $CANARY $d/HEAD", ".git/logs/\uFFFD/HEAD"),
        new("alternates", "mkdir -p .git/info; echo /tmp/evil/objects >.git/objects/info/alternates", ".git/objects/info/alternates"),
        new("http-alternates", "echo http://x/ >.git/objects/info/http-alternates", ".git/objects/info/http-alternates"),
        new("legacy remote", "mkdir -p .git/remotes; echo 'URL: ./evil' >.git/remotes/origin", ".git/remotes/origin"),
        new("legacy branch", "mkdir -p .git/branches; echo ./evil >.git/branches/origin", ".git/branches/origin"),
        new("a deep folder", "cd .git; for i in $(seq 203); do mkdir d; cd d; done", $".git{string.Concat(Enumerable.Repeat("/d", 201))}"),
        new("link in a repository that came", "git init -q inner; ln -s $CANARY inner/.git/COMMIT_EDITMSG", "inner/.git/COMMIT_EDITMSG", Lives: false),
        new("link in a bare repository that came", "git init -q --bare bare; ln -s $CANARY bare/packed-refs", "bare/packed-refs", Lives: false),
        new("link for a git folder", "mkdir sub; ln -s ../.git sub/.git", "sub/.git", Lives: false),
        new("link behind a gitdir file", "git init -q --separate-git-dir elsewhere wt; ln -s $CANARY elsewhere/FETCH_HEAD", "elsewhere/FETCH_HEAD",
            Lives: false),
    ];

    /// <summary>Attacks that isolation refuses; without isolation they succeed and are found.</summary>
    public static readonly IReadOnlyList<Row> WithoutWall =
    [
        .. ((string[])["config", "config.worktree", "commondir", "hooks", "modules", "worktrees"])
            .Select(file => new Row($"link for {file}", $"rm -rf .git/{file}; ln -s $CANARY .git/{file}", $".git/{file}")),
        new("pipe among the hooks", "mkfifo .git/hooks/post-commit", ".git/hooks/post-commit"),
        new("link among the hooks", "ln -s $CANARY .git/hooks/post-commit", ".git/hooks/post-commit"),
        new("link in a worktree's folder", "mkdir -p .git/worktrees/x; ln -s $CANARY .git/worktrees/x/gitdir", ".git/worktrees/x/gitdir"),
        new("link in a submodule's folder", "mkdir -p .git/modules/x; ln -s $CANARY .git/modules/x/config", ".git/modules/x/config"),
        new("link for .git itself", "mv .git other; ln -s other .git", ".git"),
    ];

    /// <summary>Attacks that isolation refuses, in the repository at the top of the folder.</summary>
    public static readonly IReadOnlyList<(string Name, string Script)> Walled =
    [
        .. ((string[])["config", "config.worktree", "commondir", "hooks", "modules"]).Select(file =>
            ($"{file} is read-only", $"ln -sfnT $CANARY .git/{file} && exit 9; rm -rf .git/{file} && exit 9; mv .git/{file} .git/x && exit 9; true")),
        ("hooks and modules are read-only", "mkfifo .git/hooks/post-commit && exit 9; echo x >.git/modules/x && exit 9; true"),
        ("worktrees are the bottle's own",
            "mkdir -p .git/worktrees/x; ln -s $CANARY .git/worktrees/x/gitdir; echo ../.. >.git/worktrees/x/commondir; rm -r .git/worktrees/x"),
        (".git stays where it is", "mv .git git2 && exit 9; git status -s"),
        ("devices cannot be made", "mknod .git/device c 1 3 && exit 9; mknod .git/index2 b 7 0 && exit 9; true"),
        ("hard links lead nowhere", "ln $CANARY .git/logs/HEAD2 && exit 9; ln .git/config .git/config2 && exit 9; true"),
    ];

    /// <summary>Harmless changes in that repository.</summary>
    public static readonly IReadOnlyList<(string Name, string Script)> Honest =
    [
        ("honest git",
            "echo x >f; git add f; git commit -qm f; git checkout -qb next; git gc -q; git worktree add -q tree; git tag v2; git rebase -q HEAD~1; echo y >f; "
                + "git stash -q"),
        ("locks of an editor (Emacs), the host's or the agent's",
            "ln -s me@host.example.1234:1719300000 .git/.#COMMIT_EDITMSG; mkdir .git/rebase-merge; ln -s me@host.77 .git/rebase-merge/.#git-rebase-todo; "
                + "sleep 1.5; rm -r .git/rebase-merge"),
        ("links that stay inside",
            "mkdir -p node_modules/.bin node_modules/a; echo x >node_modules/a/cli; ln -s ../a/cli node_modules/.bin/a; ln -s node_modules/a lib"),
        ("links of honest tools that lead out", "mkdir -p venv/bin; ln -s /usr/bin/python3 venv/bin/python; ln -s ~/.cache/bazel bazel-out"),
        ("small files that run nothing", "echo x >.git/info/exclude; echo '* text' >.git/info/attributes; : >.git/shallow; : >.git/info/grafts"),
    ];
    /// <summary>The operator's commands in the repository afterwards, each with a time limit, because a pipe would block it.</summary>
    public static readonly IReadOnlyList<string> OperatorsDay =
    [
        .. ((string[])["status", "commit -q --amend -m amended", "fetch -q . side:fetched", "gc -q --prune=now", "worktree list", "rebase -q HEAD~1",
            "stash -q", "log -1", "branch more"])
            .Select(command => $"echo changed >file; timeout 20 git {command}"),
    ];

    /// <summary>Creates a repository with two commits, and a nested one from which the rows are copied.</summary>
    public const string Repository = """
        set -e
        git init -q -b main; git config user.name h; git config user.email h@h
        echo one >file; git add file; git commit -qm one; echo two >file; git commit -qam two; git branch side
        git init -q old; git -C old -c user.name=h -c user.email=h@h commit -q --allow-empty -m old
        """;

    /// <summary>Creates the folders of the rows, and a file outside for each.</summary>
    public static string RowFolders(int rows, string outside) =>
        $"for i in $(seq 0 {rows - 1}); do cp -r old row$i; mkdir -p {outside}/$i; printf '%s' \"{Text}\" >{outside}/$i/file; done";

    /// <summary>Joins the scripts of rows, each in its own repository.</summary>
    public static string ScriptOf(IEnumerable<Row> rows, string outside) =>
        string.Join('\n', rows.Select((row, i) => $"( cd row{i}; CANARY={outside}/{i}/file; {row.Script} )"));

    /// <summary>Joins the scripts for the repository at the top; the file "failed" has the names of those that failed.</summary>
    public static string ScriptOf(IEnumerable<(string Name, string Script)> rows) =>
        string.Join('\n', rows.Select(row => $"( {row.Script} ) 2>/dev/null || echo \"{row.Name}\" >>failed"));

    private static string Parent(string path) => Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";

    /// <summary>One attack.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Script">The agent's script in its own repository; CANARY is a file outside the shared folder.</param>
    /// <param name="Path">The path that is reported afterwards.</param>
    /// <param name="Lives">True if it is reported during the run, because the repository existed before.</param>
    internal sealed record Row(string Name, string Script, string Path, bool Lives = true);
}
