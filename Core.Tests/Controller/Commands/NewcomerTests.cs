using BotBottle.Controller.Commands;
using BotBottle.Controller.Shared;
using BotBottle.Core.Tests.Controller.Service;

namespace BotBottle.Core.Tests.Controller.Commands;

/// <summary>Commands that people type on their first day, and the program's responses. The controller is real; no bottle is built.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class NewcomerTests
{
    private readonly List<TestRun> _runs = [];
    private TestController _controller = null!;
    private string _work = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _controller = await TestController.StartAsync();
        _work = Directory.CreateTempSubdirectory("newcomer-").FullName;
        foreach ((string file, string text) in new[]
        {
            ("bottles/base.md", "---\negress: {routes: [{host: api.example.com}]}\n---\n"), ("bottles/web.md", "---\nextends: base\n---\n"),
            ("agents/helper.md", "---\nbottle: web\n---\n"),
        })
        {
            string path = Path.Combine(_controller.Home, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text);
        }

        await File.WriteAllTextAsync(Path.Combine(_work, "short.yml"), "routes:\n- api.github.com\n");
        await File.WriteAllTextAsync(Path.Combine(_work, "path.yml"), "routes:\n- host: a.example\n  matches: [{paths: [/v1]}]\n");
        await File.WriteAllTextAsync(Path.Combine(_work, "v1.yml"), "routes:\n- host: a.example\n  matches: [{paths: [{type: prefix, value: v1}]}]\n");
        await File.WriteAllTextAsync(Path.Combine(_work, "tab.yml"), "routes:\n\t- host: a.example\n");
        Directory.CreateDirectory(Path.Combine(_work, "agents"));
        await File.WriteAllTextAsync(Path.Combine(_work, "agents", "lost.md"), "---\nbottle: wbe\n---\n");
        foreach (string name in new[] { "brave-otter", "calm-fox" })
        {
            _runs.Add(await _controller.RegisterAsync(name));
        }

        await _runs[0].CallAsync(150);
        await _controller.Client.CutAsync("calm-fox", finish: true);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _runs.ForEach(run => run.Dispose());
        await _controller.DisposeAsync();
        Directory.Delete(_work, recursive: true);
    }

    // Verbs.
    [TestCase("claude", 2, "there is no verb 'claude'; to run it in a bottle: bot-bottle run -- claude")]
    [TestCase("list", 2, "there is no verb 'list'; did you mean 'ps'?")]
    [TestCase("logs -f", 2, "there is no verb 'logs'; did you mean 'log'?")]
    [TestCase("stop brave-otter", 2, "did you mean 'kill'?")]
    [TestCase("help nosuch", 2, "there is no verb 'nosuch'")]
    [TestCase("nosuch --help", 2, "there is no verb 'nosuch'")]
    [TestCase("budget get", 2, "budget: there is no 'get'; did you mean 'show'?")]
    [TestCase("budget sho", 2, "budget: there is no 'sho'; did you mean 'show'?")]
    // Options.
    [TestCase("ps --jsno", 2, "ps: there is no option '--jsno'; did you mean '--json'?")]
    [TestCase("ps -a", 2, "ps: there is no option '-a'")]
    [TestCase("ps brave-otter", 2, "ps: 'brave-otter' is one word too many")]
    [TestCase("usage --by modle", 2, "--by: 'modle' is not one of run, agent, bottle, provider, model, day; did you mean 'model'?")]
    [TestCase("run claude", 2, "Write: bot-bottle run -- claude")]
    [TestCase("run --buget claude=5k -- claude", 2, "run: there is no option '--buget'; did you mean '--budget'?")]
    [TestCase("run -d -- claude", 2, "run: there is no option '-d'; a run stays in the terminal that starts it")]
    [TestCase("run -e A=b -- claude", 2, "run: there is no option '-e'; did you mean --env NAME=VALUE?")]
    [TestCase("run -v /srv:/srv -- claude", 2, "did you mean --share PATH")]
    [TestCase("run -it -- claude", 2, "run: there is no option '-it'; leave it out: the command has this terminal")]
    [TestCase("run --rm -- claude", 2, "leave it out: a bottle goes with its run")]
    [TestCase("run --network=host -- claude", 2, "a bottle has no network")]
    [TestCase("run --allow-host a.example -- claude", 2, "run: there is no option '--allow-host'; did you mean --allow HOST,HOST")]
    [TestCase("run --isolation docker -- claude", 2, "containers are --isolation container; docker or podman is found by itself")]
    // Budgets.
    [TestCase("run --budget 500k -- claude", 2, "'500k': which provider? For example claude=500k")]
    [TestCase("run --budget clade=5k -- true", 2, "there is no provider 'clade'; did you mean 'claude'?")]
    [TestCase("run --budget claude=5k --budget anthropic=6k -- true", 2, "is the provider claude, whose limit is given twice")]
    [TestCase("budget set 500k", 2, "'500k': which provider? For example claude=500k")]
    [TestCase("budget set mistral=5k", 2, "there is no provider 'mistral'; there are claude, codex")]
    [TestCase("budget set claude=5k --scope bottle:wbe", 2, "--scope: there is no bottle 'wbe'; did you mean 'web'?")]
    [TestCase("budget set claude=5k --scope agent:nobody", 2, "--scope: there is no agent 'nobody'; there is helper")]
    [TestCase("budget set claude=5k --scope run:brave-oter", 1, "no live or frozen run is called 'brave-oter'; did you mean 'brave-otter'?")]
    [TestCase("budget reset codex", 1, "there is no codex budget at the scope host, so nothing is reset")]
    [TestCase("budget reset openai --scope bottle:web", 1, "Set one with: bot-bottle budget set codex=5M --scope bottle:web")]
    // Names.
    [TestCase("run --bottle own -- true", 2, "--bottle: there is no bottle 'own' (bottles/own.md); there are base, web")]
    [TestCase("run --bottle bsae -- true", 2, "--bottle: there is no bottle 'bsae' (bottles/bsae.md); did you mean 'base'?")]
    [TestCase("run --agent help", 2, "--agent: there is no agent 'help'; did you mean 'helper'?")]
    [TestCase("run --bottle own -- true", 2, "Bottles are files: ")]
    [TestCase("check --show bse", 2, "--show: there is no bottle or agent 'bse'; did you mean 'base'?")]
    [TestCase("check --show nothing-like-it", 2, "--show: there is no bottle or agent 'nothing-like-it'; there are base, web, helper")]
    [TestCase("check --show agent:nobody", 2, "--show: there is no agent 'nobody'; there is helper")]
    [TestCase("cut --al", 2, "cut: there is no option '--al'; did you mean '--all'?")]
    [TestCase("kill --bogus", 2, "kill: there is no option '--bogus'")]
    [TestCase("cut brave-oter", 1, "no live run is called 'brave-oter'; did you mean 'brave-otter'?")]
    // Files.
    [TestCase("run --routes . -- true", 2, "--routes: . is a folder; name a file; without its routes file no run starts")]
    [TestCase("run --routes nosuch.yml -- true", 2, "--routes: there is no file nosuch.yml")]
    [TestCase("run --routes short.yml -- true", 2, "short.yml:2:3: routes: 'api.github.com' is incomplete; write: - host: api.github.com")]
    [TestCase("run --routes path.yml -- true", 2, "paths: '/v1' is incomplete; write: {type: prefix, value: /v1}")]
    [TestCase("run --routes v1.yml -- true", 2, "paths.value: a path begins with /: write /v1")]
    [TestCase("check .", 2, " is a folder; name a file")]
    [TestCase("check tab.yml", 2, "tab.yml:2:1: a tab in the indentation, which YAML does not allow: write blanks")]
    [TestCase("check agents/lost.md", 2, "agents/lost.md:2:9: there is no bottle 'wbe' (bottles/wbe.md); did you mean 'web'?")]
    // Runs.
    [TestCase("restore brave-otter", 1, "its egress is not cut")]
    public async Task A_newcomers_command_gets_a_helpful_error(string typed, int exit, string answer)
    {
        (int code, string output, string error) = await TypeAsync(typed);
        Assert.That((code, output), Is.EqualTo((exit, "")), error);
        Assert.That(error, Does.Contain(answer));
    }

    [TestCase("budget", "no budget is set")]
    [TestCase("budget --json", "[]")]
    [TestCase("cut calm-fox --finish", "calm-fox: cut; it was cut already, since ")]
    public async Task A_newcomers_command_works(string typed, string answer)
    {
        (int code, string output, string error) = await TypeAsync(typed);
        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain(answer));
    }

    [Test]
    public async Task Check_gives_programs_the_place_of_a_mistake()
    {
        (int code, string output, string error) = await TypeAsync("check --json short.yml v1.yml nosuch.yml");
        Assert.That((code, error), Is.EqualTo((2, "")));
        System.Text.Json.Nodes.JsonArray files = System.Text.Json.Nodes.JsonNode.Parse(output)!.AsArray();
        Assert.That(files.Select(file => (bool)file!["ok"]!), Is.EqualTo(new[] { false, false, false }));
        Assert.That(((int)files[0]!["problems"]![0]!["line"]!, (int)files[0]!["problems"]![0]!["column"]!), Is.EqualTo((2, 3)));
        Assert.That((string)files[2]!["problems"]![0]!["message"]!, Does.StartWith("there is no file "));
    }

    [TestCase("ps", 0, "")]
    [TestCase("check --show web", 0, "")]
    [TestCase("run -- true", 2, "bot-bottle: the current folder does not exist any more, or cannot be reached\n  Go to one that does, for example: cd\n")]
    public async Task A_command_in_a_deleted_folder_works_or_says_what_to_do(string typed, int exit, string answer)
    {
        (int code, _, string error) = await TypeAsync(typed, folder: "");
        Assert.That((code, error), Is.EqualTo((exit, answer)));
    }

    private async Task<(int Code, string Output, string Error)> TypeAsync(string typed, string? folder = null)
    {
        StringWriter output = new() { NewLine = "\n" };
        StringWriter error = new() { NewLine = "\n" };
        CommandHost host = new(output, error, new Dictionary<string, string> { ["BOT_BOTTLE_HOME"] = _controller.Home, ["HOME"] = _work }, folder ?? _work,
            TimeProvider.System, Colours: false);
        int code = await CommandLine.RunAsync(typed.Split(' '), host);
        return (code, output.ToString(), error.ToString());
    }
}
