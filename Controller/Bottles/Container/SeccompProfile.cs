using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using BotBottle.Controller.Bottles.Sandbox;

namespace BotBottle.Controller.Bottles.Container;

/// <summary>
/// The sandbox's system call filter in the engines' format (OCI runtime specification, linux.seccomp): the same table, both stages. An engine knows calls by
/// name. It omits a call that its libseccomp does not know; then only the missing capability refuses it. Calls newer than the table are allowed.
/// </summary>
internal static class SeccompProfile
{
    private const int SmallValues = 64;
    private const uint AllBits = 0xffff_ffff;

    /// <summary>Makes the profile.</summary>
    /// <exception cref="PlatformNotSupportedException">The table does not cover this architecture.</exception>
    public static string Make(Architecture architecture)
    {
        var name = architecture switch
        {
            Architecture.X64 => "SCMP_ARCH_X86_64",
            Architecture.Arm64 => "SCMP_ARCH_AARCH64",
            _ => throw new PlatformNotSupportedException($"there is no system call table for {architecture}"),
        };
        var rules = SeccompRules.All.Where(rule => rule.Number(architecture) >= 0)
            .SelectMany(rule => Refusals(rule.Tests).Select(tests => (JsonNode)new JsonObject
            {
                ["names"] = new JsonArray(rule.Call),
                ["action"] = "SCMP_ACT_ERRNO",
                ["errnoRet"] = rule.Errno,
                ["args"] = new JsonArray([.. tests.Select(Argument)]),
            }));
        return new JsonObject
        {
            ["defaultAction"] = "SCMP_ACT_ALLOW",
            ["architectures"] = new JsonArray(name), // every other architecture is killed
            ["syscalls"] = new JsonArray([.. rules]),
        }.ToJsonString();
    }

    /// <summary>The refused combinations of arguments. Each is a list of tests that must all be true: (argument, mask, value).</summary>
    internal static IEnumerable<(int Argument, uint Mask, uint Value)[]> Refusals(IReadOnlyList<ArgumentTest> tests)
    {
        if (tests.Count == 0)
        {
            return [[]];
        }

        var given = new List<(int, uint, uint)>();
        var refusals = new List<(int, uint, uint)[]>();
        foreach (var test in tests)
        {
            switch (test.Kind)
            {
                case ArgumentTestKind.DenyEqual:
                    refusals.AddRange(test.Values.Select(value => Given((test.Argument, AllBits, value))));
                    break;
                case ArgumentTestKind.DenyAnyBit:
                    refusals.AddRange(Bits(0).Where(bit => (test.Values.Single() & bit) != 0).Select(bit => Given((test.Argument, bit, bit))));
                    break;
                case ArgumentTestKind.AllowOnly:
                    // An engine combines comparisons of one argument with OR, never with AND. So the complement of a set is listed: the small values one by
                    // one, and the others by a bit.
                    refusals.AddRange(Enumerable.Range(0, SmallValues).Select(value => (uint)value).Except(test.Values)
                        .Select(value => Given((test.Argument, AllBits, value))));
                    refusals.AddRange(Bits(SmallValues).Select(bit => Given((test.Argument, bit, bit))));
                    break;
                case ArgumentTestKind.OnlyIf:
                    given.Add((test.Argument, AllBits, test.Values.Single()));
                    break;
                default:
                    throw new InvalidOperationException($"a filter test of kind {test.Kind}");
            }
        }

        return refusals;

        (int, uint, uint)[] Given((int, uint, uint) look) => [.. given, look];
    }

    private static IEnumerable<uint> Bits(uint from) => Enumerable.Range(0, 32).Select(bit => 1u << bit).Where(bit => bit >= from);

    private static JsonNode Argument((int Argument, uint Mask, uint Value) look) => new JsonObject
    {
        ["index"] = look.Argument, ["op"] = "SCMP_CMP_MASKED_EQ", ["value"] = look.Mask, ["valueTwo"] = look.Value,
    };
}
