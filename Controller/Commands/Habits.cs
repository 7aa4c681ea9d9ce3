namespace BotBottle.Controller.Commands;

/// <summary>Words that users know from docker, git and other programs, and their equivalents here.</summary>
internal static class Habits
{
    /// <summary>Verbs: the first word on the right that exists at this place is suggested.</summary>
    private static readonly (string[] Typed, string[] Meant)[] Verbs =
    [
        (["ls", "list", "get", "view", "show"], ["show", "ls", "ps"]),
        (["stop", "rm", "end", "remove", "terminate"], ["kill", "stop", "clear", "rm"]),
        (["start", "exec", "create", "launch", "up"], ["run", "start", "set"]),
        (["logs", "events", "history", "audit"], ["log"]),
        (["top", "watch", "ui", "tui"], ["dashboard"]),
        (["add", "raise", "limit", "update"], ["set"]),
        (["delete", "unset", "drop", "forget"], ["clear", "kill", "rm"]),
        (["logout", "signin", "auth"], ["login", "rm"]),
        (["pause", "suspend"], ["freeze"]),
        (["unfreeze", "continue", "unpause"], ["resume"]),
        (["validate", "lint", "verify", "config", "check", "try"], ["check", "test"]),
        (["pending", "requests"], ["approvals"]),
        (["cost", "tokens", "spend", "stats"], ["usage"]),
        (["uncut", "lift"], ["restore"]),
        (["allow", "accept", "grant"], ["approve"]),
        (["deny", "refuse"], ["reject"]),
        (["unapprove", "withdraw", "undo"], ["revoke"]),
        (["why", "trace"], ["explain"]),
        (["selftest"], ["doctor"]),
        (["info", "state", "status"], ["status", "ls", "ps"]),
    ];

    /// <summary>Options of <c>docker run</c> and similar programs: the equivalent, or the reason why there is none.</summary>
    private static readonly (string[] Typed, string Answer)[] RunOptions =
    [
        (["-d", "--detach", "--background"], "a run stays in the terminal that starts it; start it in tmux, or with & at the end of the line"),
        (["-e", "--env-file", "--environment"], "did you mean --env NAME=VALUE?"),
        (["-v", "--volume", "--mount", "--bind"], "did you mean --share PATH, or --share PATH:ro? A path is the same inside and outside"),
        (["-i", "-t", "-it", "-ti", "--tty", "--interactive"], "leave it out: the command has this terminal"),
        (["--rm"], "leave it out: a bottle goes with its run"),
        (["-p", "--publish", "--expose"], "a bottle takes no connections; its only way out is the proxy"),
        (["-w", "--workdir", "--cwd"], "the command starts in the current folder: cd there first"),
        (["--network", "--net", "--dns", "--add-host"], "a bottle has no network; its only way out is the proxy, and --routes FILE says what that opens"),
        (["-u", "--user"], "leave it out: the command has your own user's id and no privileges"),
        (["--limit", "--max-tokens", "--tokens", "-b"], "did you mean --budget claude=500k?"),
        (["--allowlist", "--allow-host", "--allow-hosts", "--hosts"], "did you mean --allow HOST,HOST, or --routes FILE?"),
        (["-n"], "did you mean --name NAME?"),
        (["--sandbox", "--docker", "--podman", "--container"], "did you mean --isolation sandbox, or --isolation container?"),
    ];

    /// <summary>Values of <c>--isolation</c>.</summary>
    private static readonly (string[] Typed, string Answer)[] Isolations =
    [
        (["docker", "podman", "oci", "runc"], "containers are --isolation container; docker or podman is found by itself"),
        (["bwrap", "bubblewrap", "namespace", "namespaces", "jail"], "bubblewrap is --isolation sandbox, which needs no option"),
        (["off", "no", "host", "false"], "without a wall is --isolation none; nothing is enforced then"),
    ];

    /// <summary>Gets the verb that a typed word means; null if there is none.</summary>
    /// <param name="typed">The typed word.</param>
    /// <param name="verbs">The verbs that exist at this place.</param>
    public static string? Verb(string typed, IReadOnlyCollection<string> verbs) =>
        Array.Find(Verbs, habit => habit.Typed.Contains(typed)).Meant?.FirstOrDefault(verbs.Contains);

    /// <summary>Gets the advice for an option of <c>docker run</c>; null for another word.</summary>
    public static string? RunOption(string typed)
    {
        string name = typed.Split('=')[0];
        return Array.Find(RunOptions, habit => habit.Typed.Contains(name)).Answer;
    }

    /// <summary>Gets the advice for a value of <c>--isolation</c>; null for another word.</summary>
    public static string? Isolation(string typed) => Array.Find(Isolations, habit => habit.Typed.Contains(typed)).Answer;
}
