using System.Runtime.InteropServices;
using BotBottle.Controller.Bottles.Sandbox;

namespace BotBottle.Core.Tests.Controller.Bottles.Sandbox;

[TestFixture, Parallelizable(ParallelScope.All)]
public class SeccompFilterTests
{
    private static readonly Architecture[] Architectures = [Architecture.X64, Architecture.Arm64];

    [Test]
    public void Every_system_call_gets_the_action_of_the_table(
        [ValueSource(nameof(Architectures))] Architecture architecture, [Values] bool launchOnly)
    {
        var stage = launchOnly ? SeccompStage.Launch : SeccompStage.Agent;
        var program = SeccompFilter.Build(architecture, stage);
        for (uint number = 0; number < 470; number++)
        {
            var rule = SeccompRules.All.SingleOrDefault(rule => rule.Number(architecture) == number && rule.Stage <= stage);
            if (rule is { Tests.Length: > 0 })
            {
                continue; // their own tests below
            }

            var expected = rule is null ? BpfMachine.Allow : BpfMachine.Errno(rule.Errno);
            Assert.That(BpfMachine.Run(program, Id(architecture), number), Is.EqualTo(expected), $"call {number}");
        }
    }

    [Test]
    public void Calls_of_another_architecture_kill_the_process([ValueSource(nameof(Architectures))] Architecture architecture)
    {
        var program = SeccompFilter.Build(architecture, SeccompStage.Launch);
        foreach (var foreign in (uint[])[0x4000_0003, 0x4000_0028, architecture == Architecture.X64 ? BpfMachine.Arm64 : BpfMachine.X64, 0])
        {
            Assert.That(BpfMachine.Run(program, foreign, 39), Is.EqualTo(BpfMachine.Kill), $"{foreign:x}");
        }
    }

    [TestCase(0x4000_0027u, Description = "getpid by its x32 number")]
    [TestCase(470u, Description = "the first call that the table does not know")]
    [TestCase(0xffff_ffffu)]
    public void Unknown_calls_fail_as_not_implemented(uint number) =>
        Assert.That(BpfMachine.Run(Agent, BpfMachine.X64, number), Is.EqualTo(BpfMachine.Errno(38)));

    [Test]
    public void Only_four_socket_families_are_allowed(
        [Values(41u, 53u)] uint call, [Values(0UL, 0xdead_beef_0000_0000UL)] ulong high)
    {
        for (ulong family = 0; family < 50; family++)
        {
            var expected = family is 1 or 2 or 10 or 16 ? BpfMachine.Allow : BpfMachine.Errno(97);
            Assert.That(BpfMachine.Run(Agent, BpfMachine.X64, call, family | high, 1, 0), Is.EqualTo(expected), $"family {family}");
        }
    }

    [TestCase(0u, true)]
    [TestCase(4u, true)]
    [TestCase(9u, false)]
    [TestCase(12u, false)]
    [TestCase(15u, false)]
    public void Only_two_netlink_protocols_are_allowed(uint protocol, bool allowed) =>
        Assert.That(BpfMachine.Run(Agent, BpfMachine.X64, 41, 16, 3, protocol), Is.EqualTo(allowed ? BpfMachine.Allow : BpfMachine.Errno(97)));

    [Test]
    public void Other_socket_families_allow_any_protocol() =>
        Assert.That(BpfMachine.Run(Agent, BpfMachine.X64, 41, 2, 1, 6), Is.EqualTo(BpfMachine.Allow));

    [TestCase(0x5412UL, false)]
    [TestCase(0x1_0000_5412UL, false)]
    [TestCase(0xffff_ffff_0000_541cUL, false)]
    [TestCase(0x5423UL, false)]
    [TestCase(0x5401UL, true, Description = "TCGETS")]
    [TestCase(0x5413UL, true, Description = "TIOCGWINSZ")]
    public void Pushing_input_into_a_terminal_is_refused(ulong request, bool allowed) =>
        Assert.That(BpfMachine.Run(Agent, BpfMachine.X64, 16, 0, request), Is.EqualTo(allowed ? BpfMachine.Allow : BpfMachine.Errno(1)));

    [TestCase(0x0UL, false)]
    [TestCase(0x1UL, false, Description = "KEEP_SIZE")]
    [TestCase(0x10UL, false, Description = "ZERO_RANGE")]
    [TestCase(0x40UL, false, Description = "UNSHARE_RANGE")]
    [TestCase(0x80UL, false, Description = "WRITE_ZEROES")]
    [TestCase(0x1_0000_0001UL, false)]
    [TestCase(0x3UL, true, Description = "PUNCH_HOLE, which must come with KEEP_SIZE")]
    [TestCase(0x8UL, true, Description = "COLLAPSE_RANGE")]
    public void File_space_can_be_freed_but_not_allocated(ulong mode, bool allowed) =>
        Assert.That(BpfMachine.Run(Agent, BpfMachine.X64, 285, 3, mode), Is.EqualTo(allowed ? BpfMachine.Allow : BpfMachine.Errno(95)));

    [TestCase(56u, 0x1000_0011UL, false, Description = "clone(NEWUSER)")]
    [TestCase(56u, 0x0002_0011UL, false, Description = "clone(NEWNS)")]
    [TestCase(56u, 0x0120_0011UL, true, Description = "fork")]
    [TestCase(56u, 0x003d_0f00UL, true, Description = "a thread")]
    [TestCase(56u, 0x0000_0091UL, true, Description = "bit 7 is part of clone's exit signal")]
    [TestCase(272u, 0x0000_0080UL, false, Description = "unshare(NEWTIME)")]
    [TestCase(272u, 0x4000_0000UL, false, Description = "unshare(NEWNET)")]
    [TestCase(272u, 0x0000_0400UL, true, Description = "unshare(FILES)")]
    public void Namespaces_are_refused_and_threads_are_allowed(uint call, ulong flags, bool allowed) =>
        Assert.That(BpfMachine.Run(Agent, BpfMachine.X64, call, flags), Is.EqualTo(allowed ? BpfMachine.Allow : BpfMachine.Errno(1)));

    [TestCase(165u, Description = "mount")]
    [TestCase(56u, 0x1000_0011UL, Description = "clone(NEWUSER)")]
    [TestCase(272u, 0x1000_0000UL, Description = "unshare(NEWUSER)")]
    public void Bubblewrap_can_build_under_the_first_stage(uint call, params ulong[] arguments) =>
        Assert.That(BpfMachine.Run(SeccompFilter.Build(Architecture.X64, SeccompStage.Launch), BpfMachine.X64, call, arguments), Is.EqualTo(BpfMachine.Allow));

    [Test]
    public void Each_call_is_in_the_table_once()
    {
        Assert.That(SeccompRules.All.Select(rule => rule.Call), Is.Unique);
        Assert.That(SeccompRules.All.Select(rule => rule.X64).Where(number => number >= 0), Is.Unique);
        Assert.That(SeccompRules.All.Select(rule => rule.Arm64).Where(number => number >= 0), Is.Unique);
    }

    [Test]
    public void Without_a_table_there_is_no_filter() =>
        Assert.That(() => SeccompFilter.Build(Architecture.S390x, SeccompStage.Agent), Throws.TypeOf<PlatformNotSupportedException>());

    private static byte[] Agent => SeccompFilter.Build(Architecture.X64, SeccompStage.Agent);

    private static uint Id(Architecture architecture) => architecture == Architecture.X64 ? BpfMachine.X64 : BpfMachine.Arm64;
}
