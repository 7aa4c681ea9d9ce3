using System.Runtime.InteropServices;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>Compiles <see cref="SeccompRules"/> to a filter program.</summary>
internal static class SeccompFilter
{
    private const uint Allow = 0x7fff_0000; // SECCOMP_RET_ALLOW
    private const uint KillProcess = 0x8000_0000; // SECCOMP_RET_KILL_PROCESS
    private const uint Refuse = 0x0005_0000; // SECCOMP_RET_ERRNO, errno in the low half
    private const uint NotImplemented = 38; // ENOSYS
    private const uint X64Calls = 0xc000_003e; // AUDIT_ARCH_X86_64
    private const uint Arm64Calls = 0xc000_00b7; // AUDIT_ARCH_AARCH64

    /// <summary>
    /// One more than the newest call of the table (file_setattr, Linux 6.17): calls of a later kernel do not exist for an agent. It also covers x32, whose
    /// numbers have bit 30 set.
    /// </summary>
    private const uint FirstUnknownCall = 470;

    /// <summary>Builds the filter that applies from <paramref name="stage"/> on, with the rules of all earlier stages.</summary>
    /// <param name="architecture">X64 or Arm64.</param>
    /// <param name="stage">Launch or agent.</param>
    /// <returns>struct sock_filter, eight bytes per instruction.</returns>
    /// <exception cref="PlatformNotSupportedException">The table does not cover this architecture.</exception>
    public static byte[] Build(Architecture architecture, SeccompStage stage)
    {
        var native = architecture switch
        {
            Architecture.X64 => X64Calls,
            Architecture.Arm64 => Arm64Calls,
            _ => throw new PlatformNotSupportedException($"the sandbox has no system call table for {architecture}; use --isolation container"),
        };
        var program = new SeccompAssembler();

        // The 32-bit tables use other numbers, so `int 0x80` would bypass a rule.
        program.LoadArchitecture();
        program.ReturnUnlessEqual(native, KillProcess);
        program.LoadNumber();
        program.ReturnIfAtLeast(FirstUnknownCall, Refuse | NotImplemented);

        foreach (var rule in SeccompRules.All.Where(rule => rule.Stage <= stage && rule.Number(architecture) >= 0))
        {
            var refusal = Refuse | (uint)rule.Errno;
            program.When((uint)rule.Number(architecture), () => Emit(program, rule, refusal));
        }

        program.Return(Allow);
        return program.ToBytes();
    }

    private static void Emit(SeccompAssembler program, SeccompRule rule, uint refusal)
    {
        foreach (var test in rule.Tests)
        {
            program.LoadArgument(test.Argument);
            switch (test.Kind)
            {
                case ArgumentTestKind.DenyEqual:
                    Array.ForEach(test.Values, value => program.ReturnIfEqual(value, refusal));
                    break;
                case ArgumentTestKind.DenyAnyBit:
                    program.ReturnIfAnyBit(test.Values.Single(), refusal);
                    break;
                case ArgumentTestKind.AllowOnly:
                    program.ReturnUnlessOneOf(test.Values, refusal);
                    break;
                case ArgumentTestKind.OnlyIf:
                    program.ReturnUnlessEqual(test.Values.Single(), Allow);
                    break;
                default:
                    throw new InvalidOperationException($"a filter test of kind {test.Kind}");
            }
        }

        program.Return(rule.Tests.Length == 0 ? refusal : Allow);
    }
}
