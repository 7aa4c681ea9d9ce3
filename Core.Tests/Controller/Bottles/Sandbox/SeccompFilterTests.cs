using System.Runtime.InteropServices;
using BotBottle.Controller.Bottles.Sandbox;

namespace BotBottle.Core.Tests.Controller.Bottles.Sandbox;

[TestFixture, Parallelizable(ParallelScope.All)]
public class SeccompFilterTests
{
    private static readonly Architecture[] Architectures = [Architecture.X64, Architecture.Arm64];

    [Test]
    public void Every_call_gets_the_answer_that_the_table_gives_it(
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
    public void Calls_of_another_table_kill_the_process([ValueSource(nameof(Architectures))] Architecture architecture)
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
    public void Unknown_calls_do_not_exist(uint number) =>
        Assert.That(BpfMachine.Run(Agent, BpfMachine.X64, number), Is.EqualTo(BpfMachine.Errno(38)));

    [Test]
    public void Sockets_are_of_four_families(
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
    public void Netlink_is_of_two_kinds(uint protocol, bool allowed) =>
        Assert.That(BpfMachine.Run(Agent, BpfMachine.X64, 41, 16, 3, protocol), Is.EqualTo(allowed ? BpfMachine.Allow : BpfMachine.Errno(97)));

    [Test]
    public void Protocol_is_free_for_other_families() =>
        Assert.That(BpfMachine.Run(Agent, BpfMachine.X64, 41, 2, 1, 6), Is.EqualTo(BpfMachine.Allow));

    [TestCase(0x5412UL, false)]
    [TestCase(0x1_0000_5412UL, false)]
    [TestCase(0xffff_ffff_0000_541cUL, false)]
    [TestCase(0x5423UL, false)]
    [TestCase(0x5401UL, true, Description = "TCGETS")]
    [TestCase(0x5413UL, true, Description = "TIOCGWINSZ")]
    public void Terminals_take_no_pushed_input(ulong request, bool allowed) =>
        Assert.That(BpfMachine.Run(Agent, BpfMachine.X64, 16, 0, request), Is.EqualTo(allowed ? BpfMachine.Allow : BpfMachine.Errno(1)));

    [TestCase(0x0UL, false)]
    [TestCase(0x1UL, false, Description = "KEEP_SIZE")]
    [TestCase(0x10UL, false, Description = "ZERO_RANGE")]
    [TestCase(0x40UL, false, Description = "UNSHARE_RANGE")]
    [TestCase(0x80UL, false, Description = "WRITE_ZEROES")]
    [TestCase(0x1_0000_0001UL, false)]
    [TestCase(0x3UL, true, Description = "PUNCH_HOLE, which must come with KEEP_SIZE")]
    [TestCase(0x8UL, true, Description = "COLLAPSE_RANGE")]
    public void Space_is_given_back_and_not_taken(ulong mode, bool allowed) =>
        Assert.That(BpfMachine.Run(Agent, BpfMachine.X64, 285, 3, mode), Is.EqualTo(allowed ? BpfMachine.Allow : BpfMachine.Errno(95)));

    [TestCase(56u, 0x1000_0011UL, false, Description = "clone(NEWUSER)")]
    [TestCase(56u, 0x0002_0011UL, false, Description = "clone(NEWNS)")]
    [TestCase(56u, 0x0120_0011UL, true, Description = "fork")]
    [TestCase(56u, 0x003d_0f00UL, true, Description = "a thread")]
    [TestCase(56u, 0x0000_0091UL, true, Description = "bit 7 is part of clone's exit signal")]
    [TestCase(272u, 0x0000_0080UL, false, Description = "unshare(NEWTIME)")]
    [TestCase(272u, 0x4000_0000UL, false, Description = "unshare(NEWNET)")]
    [TestCase(272u, 0x0000_0400UL, true, Description = "unshare(FILES)")]
    public void Namespaces_are_refused_and_threads_are_not(uint call, ulong flags, bool allowed) =>
        Assert.That(BpfMachine.Run(Agent, BpfMachine.X64, call, flags), Is.EqualTo(allowed ? BpfMachine.Allow : BpfMachine.Errno(1)));

    [TestCase(165u, Description = "mount")]
    [TestCase(56u, 0x1000_0011UL, Description = "clone(NEWUSER)")]
    [TestCase(272u, 0x1000_0000UL, Description = "unshare(NEWUSER)")]
    public void Bubblewrap_can_build_under_the_first_stage(uint call, params ulong[] arguments) =>
        Assert.That(BpfMachine.Run(SeccompFilter.Build(Architecture.X64, SeccompStage.Launch), BpfMachine.X64, call, arguments), Is.EqualTo(BpfMachine.Allow));

    [Test]
    public void A_call_stands_in_the_table_once()
    {
        Assert.That(SeccompRules.All.Select(rule => rule.Call), Is.Unique);
        Assert.That(SeccompRules.All.Select(rule => rule.X64).Where(number => number >= 0), Is.Unique);
        Assert.That(SeccompRules.All.Select(rule => rule.Arm64).Where(number => number >= 0), Is.Unique);
    }

    [Test]
    public void No_table_no_filter() =>
        Assert.That(() => SeccompFilter.Build(Architecture.S390x, SeccompStage.Agent), Throws.TypeOf<PlatformNotSupportedException>());

    private static byte[] Agent => SeccompFilter.Build(Architecture.X64, SeccompStage.Agent);

    private static uint Id(Architecture architecture) => architecture == Architecture.X64 ? BpfMachine.X64 : BpfMachine.Arm64;
}
