namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>The time from which a rule of the system call filter applies.</summary>
internal enum SeccompStage
{
    /// <summary>
    /// Before bubblewrap starts. Its own processes run under these rules too: bubblewrap applies its --seccomp filter only in the agent. The agent can write
    /// into the memory of bubblewrap's init (same user, /proc/1/mem), and could make it do the call.
    /// </summary>
    Launch,

    /// <summary>When the agent starts: the calls that bubblewrap needs to build the bottle (mounts, namespaces) are refused as well.</summary>
    Agent,
}
