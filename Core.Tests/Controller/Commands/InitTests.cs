using BotBottle.Controller.Commands;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Shared;
using BotBottle.Core.Presets;

namespace BotBottle.Core.Tests.Controller.Commands;

public sealed class InitTests
{
    private string _root = "";

    [SetUp]
    public void MakeFolder() => _root = Directory.CreateTempSubdirectory("bot-bottle-init-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [TestCaseSource(typeof(AgentPresets), nameof(AgentPresets.Names))]
    public async Task Init_writes_valid_files_that_open_the_hosts_of_the_agent(string agent)
    {
        (int code, string output) = await RunAsync(new() { ["PATH"] = "/nowhere" }, "init", agent);
        Assert.That(code, Is.Zero, output);
        Assert.That(
            output, Does.Contain("written  ").And.Contain("install it: npm install -g ").And.Contain("export ").And.Contain($"bot-bottle run --agent {agent}"));
        (code, output) = await RunAsync([], "check");
        Assert.That(code, Is.Zero, output);
        (_, output) = await RunAsync([], "check", "--show", $"bottle:{agent}");
        foreach (string host in AgentRoutes.All(AgentPresets.Named(agent)!).Select(route => route.Host))
        {
            Assert.That(output, Does.Contain(host));
        }
    }

    [Test]
    public async Task Init_keeps_existing_files()
    {
        StarterFiles files = new(new BottleHome(Path.Combine(_root, "home")));
        Directory.CreateDirectory(Path.Combine(_root, "home", "bottles"));
        await File.WriteAllTextAsync(files.BottleOf(AgentPresets.Named("claude")!), "---\nallow: [npm]\n---\n");
        (int code, string output) = await RunAsync(new() { ["PATH"] = "/nowhere" }, "init", "claude");
        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Contain($"there    {files.BottleOf(AgentPresets.Named("claude")!)}"));
        Assert.That(await File.ReadAllTextAsync(files.BottleOf(AgentPresets.Named("claude")!)), Is.EqualTo("---\nallow: [npm]\n---\n"));
    }

    [Test]
    public async Task Without_a_name_init_uses_the_agents_on_PATH()
    {
        string tools = Directory.CreateDirectory(Path.Combine(_root, "tools")).FullName;
        foreach (string program in (string[])["codex", "gemini"])
        {
            await File.WriteAllTextAsync(Path.Combine(tools, program), "#!/bin/sh\n");
            File.SetUnixFileMode(Path.Combine(tools, program), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        (int code, string output) = await RunAsync(new() { ["PATH"] = tools, ["OPENAI_API_KEY"] = "sk-x" }, "init");
        Assert.That(code, Is.Zero, output);
        Assert.That(
            Directory.EnumerateFiles(Path.Combine(_root, "home", "agents")).Select(Path.GetFileName), Is.EquivalentTo(new[] { "codex.md", "gemini.md" }));
        Assert.That(output, Does.Contain("OPENAI_API_KEY is set and stays with the proxy").And.Contain("Gemini CLI: export GEMINI_API_KEY=...").And.Not.Contain(
            "sk-x"));
    }

    [Test]
    public async Task Without_any_agent_init_says_how_to_install_each()
    {
        (int code, string output) = await RunAsync(new() { ["PATH"] = "/nowhere" }, "init");
        Assert.That(code, Is.EqualTo(1));
        Assert.That(AgentPresets.All.Select(preset => preset.Install), Is.All.Matches<string?>(install => output.Contains(install!, StringComparison.Ordinal)));
    }

    [Test]
    public async Task An_unknown_agent_is_a_usage_error()
    {
        (int code, string output) = await RunAsync([], "init", "cluade");
        Assert.That(code, Is.EqualTo(2));
        Assert.That(output, Does.Contain("no preset 'cluade'").And.Contain("codex"));
    }

    private async Task<(int Code, string Output)> RunAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        environment["BOT_BOTTLE_HOME"] = Path.Combine(_root, "home");
        using StringWriter output = new();
        CommandHost host = new(output, output, environment, _root, TimeProvider.System, Colours: false);
        int code = await CommandLine.RunAsync(arguments, host);
        return (code, output.ToString());
    }
}
