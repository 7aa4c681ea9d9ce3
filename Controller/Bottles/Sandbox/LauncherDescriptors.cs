namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>The descriptors that <c>run</c> gives the launcher, by number; the launcher passes all but the first on to bwrap.</summary>
internal static class LauncherDescriptors
{
    /// <summary>A Unix socket: the listeners go out on it.</summary>
    public const int Control = 3;

    /// <summary>bwrap's arguments (--args).</summary>
    public const int Arguments = 4;

    /// <summary>The agent's system call filter (--seccomp).</summary>
    public const int Filter = 5;

    /// <summary>A pipe on which bwrap tells its child's process id and exit code (--json-status-fd).</summary>
    public const int Status = 6;

    /// <summary>A pipe: bwrap runs the agent when a byte comes (--block-fd).</summary>
    public const int Block = 7;
}
