using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using BotBottle.Controller.Bottles.Container;
using BotBottle.Controller.Bottles.Sandbox;

namespace BotBottle.Core.Tests.Controller.Bottles.Container;

/// <summary>The filter in the form of container engines refuses the same calls and values as the sandbox's own program.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class SeccompProfileTests
{
    [TestCaseSource(typeof(SeccompRules), nameof(SeccompRules.All))]
    public void The_profile_refuses_the_same_calls_as_the_sandbox(object rule)
    {
        var (tests, random) = (((SeccompRule)rule).Tests, new Random(7));
        var refusals = SeccompProfile.Refusals(tests).ToList();
        uint[] interesting =
        [
            .. Enumerable.Range(0, 70).Select(i => (uint)i), .. Enumerable.Range(0, 32).Select(bit => 1u << bit), .. tests.SelectMany(test => test.Values),
            .. tests.SelectMany(test => test.Values).Select(value => value | 0x8000_0000), uint.MaxValue,
            .. Enumerable.Range(0, 50).Select(_ => (uint)random.NextInt64(1L << 32)),
        ];
        for (var i = 0; i < 5000; i++)
        {
            var arguments = Enumerable.Range(0, 6).Select(_ => interesting[random.Next(interesting.Length)]).ToArray();
            var refused = refusals.Exists(looks => looks.All(look => (arguments[look.Argument] & look.Mask) == look.Value));
            Assert.That(refused, Is.EqualTo(IsRefused(tests, arguments)), string.Join(' ', arguments));
        }
    }

    [Test]
    public void The_profile_kills_foreign_architectures_and_names_each_call()
    {
        var profile = JsonNode.Parse(SeccompProfile.Make(Architecture.X64))!;
        Assert.That(profile["architectures"]!.AsArray().Select(name => (string?)name), Is.EqualTo(new[] { "SCMP_ARCH_X86_64" }));
        Assert.That((string?)profile["defaultAction"], Is.EqualTo("SCMP_ACT_ALLOW"));
        var names = profile["syscalls"]!.AsArray().Select(rule => (string?)rule!["names"]![0]).Distinct();
        Assert.That(names, Is.EquivalentTo(SeccompRules.All.Where(rule => rule.X64 >= 0).Select(rule => rule.Call)));
    }

    // The reference: the conditions of a rule in the order of SeccompRule.
    private static bool IsRefused(ArgumentTest[] tests, uint[] arguments)
    {
        foreach (var test in tests)
        {
            var value = arguments[test.Argument];
            switch (test.Kind)
            {
                case ArgumentTestKind.DenyEqual when test.Values.Contains(value):
                case ArgumentTestKind.DenyAnyBit when (value & test.Values[0]) != 0:
                case ArgumentTestKind.AllowOnly when !test.Values.Contains(value):
                    return true;
                case ArgumentTestKind.OnlyIf when value != test.Values[0]:
                    return false;
                default:
                    break;
            }
        }

        return tests.Length == 0;
    }
}
