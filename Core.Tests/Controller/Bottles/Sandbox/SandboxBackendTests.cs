using System.Runtime.Versioning;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Core.Tests.Controller.Bottles.Sandbox;

[TestFixture, Category("System"), SupportedOSPlatform("linux")]
public class SandboxBackendTests
{
    [Test]
    public async Task An_agent_reaches_its_proxy_and_nothing_else()
    {
        using var host = new BottleHost();
        var plan =
            host.Plan("sh", "-c", "curl -s http://api.example.com/x >out; curl -s --noproxy '*' --max-time 2 http://1.1.1.1/ >>out; echo $? >>out; exit 7");
        await using var bottle = await host.LaunchAsync(plan);
        var proxy = BottleHost.AnswerOnceAsync(bottle.Listeners[0], "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n");

        await bottle.StartAsync();
        var request = await proxy;
        var exit = await bottle.WaitAsync();

        Assert.That(request, Does.StartWith("GET http://api.example.com/x HTTP/1.1\r\n"));
        Assert.That(File.ReadAllText(Path.Combine(host.Project, "out")), Is.EqualTo("hello\n7\n"));
        Assert.That((exit.Code, exit.AgentRan), Is.EqualTo((7, true)));
    }

    [TestCase("exit 0", 0)]
    [TestCase("exit 3", 3)]
    [TestCase("exit 255", 255)]
    [TestCase("kill -9 $$", 137)]
    [TestCase("kill -15 $$", 143)]
    [TestCase("kill -2 $$", 130)]
    public async Task The_exit_code_is_that_of_the_agent(string script, int code)
    {
        using var host = new BottleHost();
        Assert.That((await host.RunAsync(script)).Code, Is.EqualTo(code));
    }

    [Test]
    public async Task A_missing_program_ends_with_the_exit_code_of_a_shell()
    {
        using var host = new BottleHost();
        await using var bottle = await host.LaunchAsync(host.Plan("no-such-program") with { Streams = host.Silent });
        await bottle.StartAsync();
        Assert.That((await bottle.WaitAsync()).Code, Is.EqualTo(127));
        Assert.That(host.Messages.ToString(), Does.EndWith("bot-bottle: no folder of PATH has a program 'no-such-program'; install it, or name its file\n"));
    }

    [Test]
    public async Task The_error_for_a_program_only_on_the_host_says_how_to_share_it()
    {
        using var host = new BottleHost();
        var scripts = Directory.CreateDirectory(Path.Combine(host.Home, "scripts")).FullName;
        var bin = Directory.CreateDirectory(Path.Combine(host.Home, "bin")).FullName;
        var tool = Path.Combine(scripts, "tool");
        File.WriteAllText(tool, "#!/bin/sh\nexit 7\n");
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(Path.Combine(bin, "tool"), tool);
        var plan = host.Plan("tool");
        plan =
            plan with { Streams = host.Silent, HostEnvironment = new Dictionary<string, string>(plan.HostEnvironment) { ["PATH"] = $"{bin}:/usr/bin:/bin" } };
        await using (var hidden = await host.LaunchAsync(plan))
        {
            await hidden.StartAsync();
            Assert.That((await hidden.WaitAsync()).Code, Is.EqualTo(127));
        }

        Assert.That(host.Messages.ToString(), Does.EndWith($"bot-bottle: tool is {tool}, which is not visible inside the bottle; add --share {scripts}:ro\n"));
        host.Messages.GetStringBuilder().Clear();
        await using var shared =
            await host.LaunchAsync(plan with { RunId = plan.RunId + "2", RunFolder = plan.RunFolder + "2", Shares = [new Share(scripts, ReadOnly: true)] });
        await shared.StartAsync();
        Assert.That((await shared.WaitAsync()).Code, Is.EqualTo(7), "the advice works");
        Assert.That(host.Messages.ToString(), Does.Not.Contain("visible"));
    }

    [Test]
    public async Task No_agent_process_runs_before_start()
    {
        using var host = new BottleHost();
        Task<BottleExit> end;
        await using (var bottle = await host.LaunchAsync(host.Plan("touch", "ran")))
        {
            Assert.That(bottle.AgentPid, Is.Zero);
            Assert.That(bottle.Signal(Signal.Terminate), Is.False);
            end = bottle.WaitAsync();
        }

        var exit = await end;
        Assert.That((exit.Code, exit.AgentRan), Is.EqualTo((125, false)));
        Assert.That(File.Exists(Path.Combine(host.Project, "ran")), Is.False);
    }

    [TestCase(Signal.Terminate)]
    [TestCase(Signal.Hangup)]
    [TestCase(Signal.Interrupt)]
    public async Task A_signal_reaches_the_agents_own_process(int number)
    {
        using var host = new BottleHost();
        var plan = host.Plan("sh", "-c", $"trap 'exit 9' {number}; echo ready >fifo; while :; do sleep 0.01; done");
        host.MakePipe("fifo");
        await using var bottle = await host.LaunchAsync(plan);
        await bottle.StartAsync();
        await host.ReadPipeAsync("fifo");

        Assert.That(bottle.Signal(number), Is.True);
        Assert.That((await bottle.WaitAsync()).Code, Is.EqualTo(9));
        Assert.That(bottle.Signal(number), Is.False, "no process remains");
    }

    [Test]
    public async Task Kill_ends_every_process_of_the_bottle()
    {
        using var host = new BottleHost();
        host.MakePipe("fifo");
        var plan = host.Plan(
            "sh", "-c", "for i in 1 2 3; do setsid sh -c 'trap \"\" TERM HUP INT; while :; do sleep 60; done' & done; (sleep 60 &); echo ready >fifo; wait");
        await using var bottle = (SandboxBottle)await host.LaunchAsync(plan);
        await bottle.StartAsync();
        await host.ReadPipeAsync("fifo");
        var space = new FileInfo($"/proc/{bottle.InitPid}/ns/pid").LinkTarget!;
        Assert.That(BottleHost.ProcessesIn(space), Has.Count.GreaterThanOrEqualTo(4));

        await bottle.KillAsync();

        Assert.That(BottleHost.ProcessesIn(space), Is.Empty);
        Assert.That((await bottle.WaitAsync()).Code, Is.EqualTo(137));
    }

    [Test]
    public async Task Background_processes_of_an_agent_end_with_it()
    {
        using var host = new BottleHost();
        var plan = host.Plan("sh", "-c", "setsid sh -c 'while :; do sleep 60; done' & exit 0");
        await using var bottle = (SandboxBottle)await host.LaunchAsync(plan);
        var space = new FileInfo($"/proc/{bottle.InitPid}/ns/pid").LinkTarget!;
        await bottle.StartAsync();
        Assert.That((await bottle.WaitAsync()).Code, Is.Zero);
        Assert.That(BottleHost.ProcessesIn(space), Is.Empty);
    }

    [Test]
    public async Task An_agent_that_kills_its_group_kills_only_itself()
    {
        using var host = new BottleHost();
        Assert.That((await host.RunAsync("kill -9 0")).Code, Is.EqualTo(137));
    }

    [Test]
    public async Task The_environment_contains_nothing_of_the_host()
    {
        using var host = new BottleHost();
        var (_, output) = await host.RunAsync("env", plan => plan with
        {
            Placeholders = new Dictionary<string, string> { ["ANTHROPIC_API_KEY"] = "placeholder" },
            ExtraEnvironment = new Dictionary<string, string> { ["MINE"] = "a b\nc", ["NO_PROXY"] = "localhost,intra" },
        });
        var lines = output.Split('\n');
        Assert.That(lines, Has.Member($"HOME={host.Home}").And.Member("http_proxy=http://127.0.0.1:3128").And.Member("ALL_PROXY=http://127.0.0.1:3128"));
        Assert.That(lines, Has.Member("ANTHROPIC_API_KEY=placeholder").And.Member("MINE=a b").And.Member("NO_PROXY=localhost,intra"));
        Assert.That(lines, Has.Member("NODE_EXTRA_CA_CERTS=/etc/ssl/bot-bottle-ca.pem").And.Member("SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"));
        Assert.That(output, Does.Not.Contain("host only").And.Not.Contain("SECRET"));
        Assert.That(output, Does.Not.Contain("DOTNET"));
    }

    [Test]
    public async Task Signals_limits_and_descriptors_are_at_their_defaults()
    {
        using var host = new BottleHost();
        var (_, output) = await host.RunAsync("grep -E '^Sig(Blk|Ign)' /proc/self/status | cut -f2; ulimit -n; ls /proc/self/fd; cat /proc/1/environ | wc -c");
        var lines = output.Split('\n');
        Assert.That(lines[0], Is.EqualTo("0000000000000000"), "blocked");
        Assert.That(Convert.ToUInt64(lines[1], 16) & 0x7fff_ffff, Is.Zero, "ignored; glibc's own signal 32 aside, which it ignores in every child");
        Assert.That(lines[2], Is.EqualTo($"{Limits.CallersOpenFiles()}"));
        Assert.That(lines[3..7], Is.EqualTo((string[])["0", "1", "2", "3"]), "3 is ls's own look at the folder");
        Assert.That(lines[7], Is.EqualTo("0"), "bytes in the environment of the bottle's first process");
    }

    [Test]
    public async Task Root_in_the_bottle_is_the_caller_without_further_rights()
    {
        using var host = new BottleHost();
        var (_, output) =
            await host.RunAsync(
                "id -u; ls /etc/shadow /root/.ssh /etc/ssl/private 2>&1 | grep -c 'No such file'; grep CapEff /proc/self/status; touch /x /etc/x /usr/x 2>&1 "
                    + "| grep -c Read-only");
        Assert.That(output, Is.EqualTo($"{Processes.User()}\n3\nCapEff:\t0000000000000000\n3\n"));
    }

    [Test]
    public async Task Home_and_tmp_are_stored_with_the_run()
    {
        using var host = new BottleHost();
        File.WriteAllText(Path.Combine(host.Home, ".netrc"), "secret");
        BottlePlan? used = null;
        var (_, output) = await host.RunAsync("ls -A ~; echo kept >~/note; echo kept >/tmp/note", plan => used = plan);
        Assert.That(output, Is.EqualTo("project\n"), "only the path to the shared folder, and nothing else of the real home");
        Assert.That(File.ReadAllText(Path.Combine(used!.RunFolder, "home/note")), Is.EqualTo("kept\n"));
        Assert.That(File.ReadAllText(Path.Combine(used.RunFolder, "tmp/note")), Is.EqualTo("kept\n"));
    }

    [Test]
    public async Task Route_hosts_resolve_to_the_bottles_own_listeners()
    {
        using var host = new BottleHost();
        var (_, output) = await host.RunAsync("grep example /etc/hosts; cat /etc/resolv.conf", plan => plan with { RouteHosts = ["api.example.com"] });
        Assert.That(output, Is.EqualTo("127.0.0.1 api.example.com\n"));
    }

    [TestCase("a b")]
    [TestCase("x\n10.0.0.1 evil")]
    [TestCase("")]
    public void An_invalid_route_host_is_refused(string name)
    {
        using var host = new BottleHost();
        Assert.That(
            async () => await host.LaunchAsync(host.Plan("true") with { RouteHosts = [name] }),
            Throws.TypeOf<BottleException>().With.Message.Contains("host name"));
    }

    [Test]
    public void A_folder_as_standard_input_is_refused()
    {
        using var host = new BottleHost();
        using var folder = BottleHost.OpenFolder(host.Root);
        Assert.That(
            async () => await host.LaunchAsync(host.Plan("true") with { Streams = new BottleStreams(Input: folder) }),
            Throws.TypeOf<BottleException>().With.Message.Contains("folder"));
    }

    [Test]
    public void A_failed_launch_leaves_nothing()
    {
        using var host = new BottleHost();
        Directory.CreateSymbolicLink(Path.Combine(host.Project, ".vscode"), host.Root);
        Assert.That(async () => await host.LaunchAsync(host.Plan("true")), Throws.TypeOf<BottleException>());
        Assert.That(Directory.EnumerateFileSystemEntries(host.Project).Select(Path.GetFileName), Is.EqualTo((string[])[".vscode"]));
    }
}
