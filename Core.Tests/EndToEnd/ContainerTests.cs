using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>The container backend with podman and runc: its isolation, its only way out and its freeze.</summary>
/// <param name="asUser">True to run it as an ordinary user, with podman without root.</param>
[TestFixture(false, Category = "Long")]
[TestFixture(true)]
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class ContainerTests(bool asUser)
{
    private PodmanStore _podman = null!;

    [OneTimeSetUp]
    public async Task Make_image() => _podman = await PodmanStore.CreateAsync(asUser);

    [OneTimeTearDown]
    public async Task Remove_image() => await _podman.DisposeAsync();

    [Test]
    public async Task The_proxy_is_the_only_way_out_and_the_wall_is_that_of_the_sandbox()
    {
        await using CliHost host = await StartAsync();
        Directory.CreateDirectory(Path.Combine(host.Work, ".git", "hooks"));
        await File.WriteAllTextAsync(Path.Combine(host.Work, "data"), "shared");
        host.Variables["FTP_PROXY"] = host.Variables["ftp_proxy"] = "http://user:password@proxy.test"; // podman forwards it by itself
        CommandResult result = await InContainerAsync(host, ["--name", "wall", "--env", "CHOSEN=yes"], """
            echo "env $CHOSEN $HOME$FTP_PROXY$ftp_proxy"
            echo "share $(cat data)"
            wget -q -O - http://_egress.local/allowlist && echo
            grep -E '^(CapPrm|CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status
            echo "links $(ls /sys/class/net | grep -v '^lo$')"
            echo descriptors
            ls /proc/$$/fd
            echo "hosts $(grep -c api.anthropic.com /etc/hosts)"
            for place in .envrc .vscode/x .git/hooks/post-checkout .bot-bottle/x; do (echo x > $place) 2>/dev/null && echo "wrote $place"; done
            mv .git elsewhere 2>/dev/null && echo "moved .git"
            mount -t tmpfs none /data 2>/dev/null && echo mounted
            unshare -U true 2>/dev/null && echo "a user namespace"
            (echo x > /proc/sys/kernel/core_pattern) 2>/dev/null && echo core_pattern
            [ "$(cat /proc/self/cgroup | grep -c bot-bottle)" = 0 ] || echo "the host's cgroups"
            ls /run/*.sock /var/run/docker.sock 2>/dev/null
            echo kept > made
            exit 3
            """);
        Assert.That(result.ExitCode, Is.EqualTo(3), result.ToString());
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string? home = _podman.User?.Home ?? Environment.GetEnvironmentVariable("HOME");
        Assert.That(lines[..2], Is.EqualTo(new[] { $"env yes {home}", "share shared" }), result.ToString());
        Assert.That(lines[2], Does.Contain("api.anthropic.com"), result.ToString());
        Assert.That(lines[3..].Select(line => string.Join(' ', line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))), Is.EqualTo(new[]
        {
            "CapPrm: 0000000000000000", "CapEff: 0000000000000000", "CapBnd: 0000000000000000", "NoNewPrivs: 1", "Seccomp: 2", "links", "descriptors", "0", "1",
            "2", "hosts 1",
        }), result.ToString());
        Assert.That(await File.ReadAllTextAsync(Path.Combine(host.Work, "made")), Is.EqualTo("kept\n"));
        Assert.That(Directory.EnumerateFileSystemEntries(host.Work).Select(Path.GetFileName), Is.EquivalentTo(new[] { ".git", "data", "made" }),
            "the placeholders are gone");
        RunView run = (await host.RunsAsync()).Single();
        Assert.That(run.Isolation, Is.EqualTo(IsolationKind.Container));
        Assert.That(await _podman.PodmanAsync("ps", "--all", "--quiet", "--filter", $"name=bot-bottle-{run.Run}"), Is.Empty);
    }

    [Test]
    public async Task A_resumed_container_has_its_root_home_and_tmp()
    {
        await using CliHost host = await StartAsync();
        Task<CommandResult> run = InContainerAsync(host, ["--name", "counter", "--env", "SECRET=said-by-env"], """
            if [ -e ~/second ]; then cat /data/counter ~/counter /tmp/counter; exit 4; fi
            while :; do i=$((${i:-0}+1)); echo $i >> /data/counter; echo $i >> ~/counter; echo $i >> /tmp/counter; [ -e ~/second ] || touch ~/second counting; done
            """);
        await host.UntilExistsAsync("counting", run);
        CommandResult freeze = await host.BotBottleAsync("freeze", "counter");
        Assert.That(freeze.ExitCode, Is.Zero, freeze.ToString());
        Assert.That((await run).ExitCode, Is.EqualTo(137), (await run).ToString());
        string folder = Directory.EnumerateDirectories(Path.Combine(host.Home, "frozen")).Single();
        int last = (await File.ReadAllLinesAsync(Path.Combine(folder, "home", "counter"))).Length;
        string image = await _podman.PodmanAsync("image", "inspect", $"bot-bottle-frozen:{Path.GetFileName(folder)}");
        Assert.That(image, Does.Not.Contain("said-by-env").And.Not.Contain("counting"), "neither a variable's value nor the command");
        CommandResult resumed = await host.BotBottleAsync("resume", "counter");
        Assert.That(resumed.ExitCode, Is.EqualTo(4), resumed.ToString());
        int[] numbers = [.. resumed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        int[] starts = [.. numbers.Select((number, at) => (number, at)).Where(entry => entry.number == 1).Select(entry => entry.at)];
        Assert.That(starts, Has.Length.EqualTo(3), resumed.ToString());
        int[] lengths = [starts[1], starts[2] - starts[1], numbers.Length - starts[2]];
        Assert.That(lengths[1], Is.EqualTo(last));
        Assert.That(lengths[0] - lengths[2], Is.InRange(0, 1), "all stopped at the same moment");
        for (int i = 0; i < 3; i++)
        {
            Assert.That(numbers[starts[i]..(starts[i] + lengths[i])], Is.EqualTo(Enumerable.Range(1, lengths[i])), "no entry is missing");
        }

        Assert.That(await _podman.PodmanAsync("images", "--quiet", "bot-bottle-frozen"), Is.Empty, "its image was removed with the run");
    }

    [Test]
    public async Task A_run_that_dies_leaves_no_process_waiting_at_its_gate()
    {
        await using CliHost host = await StartAsync();
        await using CliProcess run = host.Start("run", "--isolation", "container", "--image", PodmanStore.Image, "--", "sleep", "600");
        using CancellationTokenSource bound = new(TimeSpan.FromMinutes(2));
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(7));
        string runs = Path.Combine(host.Home, "runs");
        string init = "";
        while (init == "")
        {
            await look.WaitForNextTickAsync(bound.Token);
            if (Directory.Exists(runs) && Directory.EnumerateFiles(runs, "gate", SearchOption.AllDirectories).FirstOrDefault() is { } gate)
            {
                string id = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(gate)))!;
                init = (await _podman.PodmanAsync("ps", "--filter", $"name=bot-bottle-{id}", "--format", "{{.Pid}}")).Trim();
            }
        }

        run.Signal(9);
        while (Directory.Exists($"/proc/{init}"))
        {
            await look.WaitForNextTickAsync(bound.Token);
        }
    }

    [Test]
    public async Task A_container_that_cannot_be_built_gives_the_reason()
    {
        await using CliHost host = await StartAsync();
        CommandResult none = await host.InBottleAsync(["--isolation", "container"], "true");
        Assert.That((none.ExitCode, none.Error), Is.EqualTo(
            (2, "bot-bottle: --isolation container needs an image\n  Give --image IMAGE, or write image: IMAGE into the bottle.\n")));
        CommandResult unknown = await host.InBottleAsync(["--isolation", "container", "--image", "localhost/nothing:here"], "true");
        Assert.That(unknown.ExitCode, Is.EqualTo(125), unknown.ToString());
        Assert.That(
            unknown.Error, Is.EqualTo("bot-bottle: the image localhost/nothing:here is not on this host; pull it first: podman pull localhost/nothing:here\n"));
        host.Variables["BOT_BOTTLE_ENGINE"] = "no-such-engine";
        CommandResult engine = await InContainerAsync(host, [], "true");
        Assert.That((engine.ExitCode, engine.Error), Is.EqualTo(
            (125, "bot-bottle: BOT_BOTTLE_ENGINE is no-such-engine, which is not found: name podman, docker or the file of one.\n")));
    }

    [TestCase("ln -s /nowhere .git/COMMIT_EDITMSG; exit 0", "is a symbolic link to /nowhere")]
    [TestCase("mkfifo .git/FETCH_HEAD; exec sleep 600", "is a named pipe")]
    public async Task Leftovers_below_a_git_folder_end_the_container(string script, string what)
    {
        await using CliHost host = await StartAsync();
        Assert.That((await Command.RunAsync("git", ["init", "-q"], host.Work)).ExitCode, Is.Zero);
        CommandResult run = await InContainerAsync(host, [], script);
        Assert.That(run.ExitCode, Is.EqualTo(137), run.ToString());
        Assert.That(run.Error, Does.Contain($"{host.Work}/.git/").And.Contain(what));
    }

    private async Task<CliHost> StartAsync()
    {
        CliHost host = await CliHost.StartAsync();
        await host.UseAsync(_podman);
        return host;
    }

    private async Task<CommandResult> InContainerAsync(CliHost host, IEnumerable<string> options, string script)
    {
        if (asUser)
        {
            await PodmanUser.OwnAsync(host.Work); // the test's own file
        }

        return await host.InBottleAsync(["--isolation", "container", "--image", PodmanStore.Image, .. options], "sh", "-c", script);
    }
}
