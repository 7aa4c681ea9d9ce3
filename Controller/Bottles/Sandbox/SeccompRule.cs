using System.Runtime.InteropServices;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>One refused system call.</summary>
/// <param name="Call">Its name.</param>
/// <param name="X64">Its number on x86_64; -1 where it does not exist.</param>
/// <param name="Arm64">Its number on aarch64; -1 where it does not exist.</param>
/// <param name="Errno">What the caller sees.</param>
/// <param name="Stage">From when on.</param>
/// <param name="Why">What it would open.</param>
/// <param name="Tests">None: refused whatever its arguments.</param>
internal sealed record SeccompRule(
    string Call, int X64, int Arm64, int Errno, SeccompStage Stage, string Why, params ArgumentTest[] Tests)
{
    /// <summary>The number on an architecture; -1 where the call does not exist.</summary>
    public int Number(Architecture architecture) => architecture == Architecture.Arm64 ? Arm64 : X64;
}
