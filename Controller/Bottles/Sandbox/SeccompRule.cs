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

/// <summary>One test of an argument of a system call. The tests of a rule run in order; a call that passes all is allowed.</summary>
/// <param name="Kind">Kind of the test.</param>
/// <param name="Argument">Index of the argument, from 0.</param>
/// <param name="Values">
/// Compared only with the argument's low 32 bits: the kernel takes these arguments as int, so garbage in the high half must not hide a value.
/// </param>
internal sealed record ArgumentTest(ArgumentTestKind Kind, int Argument, params uint[] Values);

/// <summary>Kinds of tests that a filter rule applies to an argument.</summary>
internal enum ArgumentTestKind
{
    /// <summary>Refused if it equals one of the values.</summary>
    DenyEqual,

    /// <summary>Refused if it has any bit of the single value.</summary>
    DenyAnyBit,

    /// <summary>Refused if it equals none of the values.</summary>
    AllowOnly,

    /// <summary>Allowed at once if it differs from the single value; the following tests apply to that value only.</summary>
    OnlyIf,
}
