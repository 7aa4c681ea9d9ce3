using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>
/// Attempts to exhaust a host, from a container and, if the suite runs as root, from an ordinary user's bottle and container. For root's bottle see
/// <see cref="Controller.Bottles.Resources.LimitWatchTests"/>.
/// </summary>
[TestFixture, Category("System"), SupportedOSPlatform("linux"), Parallelizable(ParallelScope.All)]
public sealed class LimitAttackTests
{
    private const string Rootless = "container of a user";
    private const string Many = "the same among many descriptors";
    private const string Limits = "limits: {processes: 512, memory: 600MiB, home: 64MiB, tmp: 64MiB}";

    /// <summary>memfd_create, by its number: perl has no name for it.</summary>
    private static readonly string Nameless =
        $"$name = 'x'; open F, '>&=', syscall({(RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 319 : 279)}, $name, 0);";

    private const string Deleted = "open F, '>', \"$ENV{HOME}/x\"; unlink \"$ENV{HOME}/x\"; $| = 1; print F 'x' x (8 << 20) for 1..18";

    /// <summary>Each attempt is in perl, which the container's image has as well. The last argument of a row is the limit named in the message.</summary>
    private static readonly (string Name, string Program, string Key)[] Attacks =
    [
        ("memory of one process", "push @x, 'x' x ((16 << 20) + $_) for 1..64", "memory"),
        ("a child's memory", "fork or do { push @x, 'x' x ((16 << 20) + $_) for 1..64; sleep 600 }", "memory"),
        ("a file in memory that has no name", $"{Nameless} print F 'x' x (16 << 20) for 1..64", "memory"),
        ("a file in /tmp", "open F, '>', '/tmp/x'; print F 'x' x (8 << 20) for 1..18", "tmp"),
        ("a deleted file in HOME", Deleted, "home"),
        (Many,
            $"for (1..9000) {{ open $f[$_], '>&', \\*STDERR or last; $n++ }} for (1..300000 / $n) {{ fork or do {{ sleep 600; exit }} }} {Deleted}",
            "(home|memory)"), // this many are charged for the growth of the host's shared memory, including that of other tests
    ];

    private PodmanStore _podman = null!;
    private PodmanStore? _rootless;

    [OneTimeSetUp]
    public async Task Make_images()
    {
        _podman = await PodmanStore.CreateAsync("/usr/bin/perl");
        _rootless = Environment.UserName == "root" ? await PodmanStore.CreateAsync(asUser: true, "/usr/bin/perl") : null;
    }

    [OneTimeTearDown]
    public async Task Remove_images()
    {
        await _podman.DisposeAsync();
        await (_rootless?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>
    /// Those of every run: each attack through one wall, and each wall with one attack on memory and one on a disk. LimitWatchTests has many descriptors.
    /// </summary>
    private static readonly HashSet<(string Wall, string Attack)> Usual =
    [
        ("container", "a child's memory"), ("container", "a deleted file in HOME"), ("user", "memory of one process"),
        ("user", "a file in memory that has no name"), (Rootless, "a file in /tmp"),
    ];

    private static IEnumerable<TestCaseData> Rows() =>
        from wall in (string[])["container", "user", Rootless]
        from attack in Attacks
        where wall == "container" || attack.Name != Many
        let row = new TestCaseData(wall, attack.Program, attack.Key).SetArgDisplayNames(wall, attack.Name)
        select Usual.Contains((wall, attack.Name)) ? row : row.SetCategory("Long");

    [TestCaseSource(nameof(Rows))]
    public async Task A_run_above_a_limit_ends_with_137_and_names_the_limit(string wall, string program, string key)
    {
        await using CliHost host = await StartAsync(wall);
        CommandResult run = await RunAsync(host, wall, "sh", "-c", $"perl -e \"$1\"; sleep 600; touch survived", "sh", program + "; sleep 600");
        Assert.That(run.ExitCode, Is.EqualTo(137), run.ToString());
        Assert.That(run.Error, Does.Match($"bot-bottle: attack was ended: its .+\n  Raise it in settings.yml, for example limits: {{{key}: "), run.ToString());
        Assert.That(File.Exists(Path.Combine(host.Work, "survived")), Is.False);
    }

    [TestCase("container")]
    [TestCase("user", Category = "Long")]
    [TestCase(Rootless, Category = "Long")]
    public async Task A_fork_bomb_is_stopped_at_the_limit_and_the_bottle_lives(string wall)
    {
        await using CliHost host = await StartAsync(wall);
        CommandResult run =
            await RunAsync(host, wall, "perl", "-e", "while (defined($p = fork)) { if (!$p) { sleep 600; exit } $n++ } print \"made $n\\n\"; exit 4");
        Assert.That(run.ExitCode, Is.EqualTo(4), run.ToString());
        Assert.That(int.Parse(run.Output.Split("made ")[^1], CultureInfo.InvariantCulture), Is.InRange(400, 511), run.ToString());
    }

    private async Task<CliHost> StartAsync(string wall)
    {
        CliHost host = await CliHost.StartAsync(Limits);
        if (wall == "user")
        {
            await host.BelongToUserAsync();
        }
        else
        {
            await host.UseAsync(wall == "container" ? _podman : _rootless ?? throw new IgnoreException("the container is a user's already"));
        }

        return host;
    }

    private static Task<CommandResult> RunAsync(CliHost host, string wall, params string[] command) =>
        host.InBottleAsync(
            ["--name", "attack", .. wall == "user" ? Array.Empty<string>() : ["--isolation", "container", "--image", PodmanStore.Image]], command);
}
