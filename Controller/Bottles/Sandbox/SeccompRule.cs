using System.Runtime.InteropServices;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>One refused system call.</summary>
/// <param name="Call">Its name.</param>
/// <param name="X64">Its number on x86_64; -1 if it does not exist there.</param>
/// <param name="Arm64">Its number on aarch64; -1 if it does not exist there.</param>
/// <param name="Errno">The error that the caller gets.</param>
/// <param name="Stage">First stage of the rule.</param>
/// <param name="Why">The danger of the call.</param>
/// <param name="Tests">Tests of its arguments; without any, the call is always refused.</param>
internal sealed record SeccompRule(
    string Call, int X64, int Arm64, int Errno, SeccompStage Stage, string Why, params ArgumentTest[] Tests)
{
    /// <summary>Gets the number on an architecture; -1 if the call does not exist there.</summary>
    public int Number(Architecture architecture) => architecture == Architecture.Arm64 ? Arm64 : X64;
}

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
