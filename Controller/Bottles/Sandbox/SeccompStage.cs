namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>From when on a rule of the system call filter holds.</summary>
internal enum SeccompStage
{
    /// <summary>
    /// Before bubblewrap starts. Its own processes run under these rules too: it takes its --seccomp filter only in the agent, and
    /// the agent can write into the memory of bubblewrap's init (same user, /proc/1/mem) and would make it call for it.
    /// </summary>
    Launch,

    /// <summary>When the agent starts: what bubblewrap needs to build the bottle (mounts, namespaces) goes as well.</summary>
    Agent,
}
