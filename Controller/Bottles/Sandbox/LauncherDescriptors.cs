namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>The file descriptors that <c>run</c> gives the launcher; the launcher passes all but the first on to bwrap.</summary>
internal static class LauncherDescriptors
{
    /// <summary>A Unix socket on which the listeners are handed out.</summary>
    public const int Control = 3;

    /// <summary>bwrap's arguments (--args).</summary>
    public const int Arguments = 4;

    /// <summary>The agent's system call filter (--seccomp).</summary>
    public const int Filter = 5;

    /// <summary>A pipe on which bwrap reports its child's process id and exit code (--json-status-fd).</summary>
    public const int Status = 6;

    /// <summary>A pipe: bwrap starts the agent when a byte arrives (--block-fd).</summary>
    public const int Block = 7;
}
