using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Tests.Controller.Launching;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>Agents and bottles from an operator's files, with real runs.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class DefinitionTests
{
    private const string Call =
        "curl -s -o /dev/null -w '%{http_code} ' https://api.anthropic.com/v1/messages -H 'content-type: application/json' -d "
            + "'{\"model\":\"m\",\"max_tokens\":9,\"messages\":[]}'";

    private static void Write(string root, string path, string text)
    {
        string file = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private static CliHost WithWeb(CliHost host)
    {
        Write(host.Home, "bottles/base.md",
            "---\nenv: {COLOUR: red, SHAPE: round}\ngit-gate: {user: {name: 'A \"quoted\" \\ name', email: base@example.com}}\nbudget: {claude: 700}\n---\n");
        Write(host.Home, "bottles/web.md", "---\nextends: base\nagent_provider: claude\nenv: {COLOUR: blue}\n---\n");
        return host;
    }

    [Test]
    public async Task An_agent_runs_in_its_bottle_with_its_prompt_variables_and_budget()
    {
        await using CliHost host = WithWeb(await CliHost.StartAsync());
        Write(
            host.Home, "agents/fixer.md",
            $"---\nbottle: web\ngit-gate: {{user: {{email: fixer@example.com}}}}\ncommand: |\n  cat \"$BOT_BOTTLE_PROMPT_FILE\"; echo $COLOUR $SHAPE; git "
                + $"config user.name; git config user.email\n  {Call}; {Call}; {Call}\n  curl -s -o /dev/null -w '%{{http_code}} ' "
                + "https://api.openai.com/v1/models\n---\nFix it.\n");
        CommandResult result = await host.BotBottleAsync("run", "--agent", "fixer");
        Assert.That(result.Output, Is.EqualTo("Fix it.\nblue round\nA \"quoted\" \\ name\nfixer@example.com\n200 200 402 403 "), result.ToString());
        RunView run = (await host.RunsAsync()).Single();
        Assert.That((run.Agent, run.Bottle), Is.EqualTo(("fixer", "web")));
        Assert.That(run.Budgets.Single().Scope, Is.EqualTo("bottle:base"));
        Assert.That(run.Budgets.Single().Spent, Is.EqualTo(800));
    }

    [Test]
    public async Task A_bottle_opens_its_routes_and_nothing_else()
    {
        await using CliHost host = await CliHost.StartAsync();
        Write(host.Home, "bottles/shut.md", "---\negress: {routes: []}\n---\n");
        CommandResult result = await host.BotBottleAsync("run", "--bottle", "shut", "--", "sh", "-c", Call);
        Assert.That(result.Output, Does.StartWith("40").Or.EqualTo("000 "), result.ToString());
        Assert.That(host.Provider.Calls, Is.Empty);
    }

    [Test]
    public async Task An_edited_bottle_applies_from_the_next_request_and_a_broken_edit_keeps_the_last_valid_one()
    {
        await using CliHost host = await CliHost.StartAsync();
        Write(host.Home, "bottles/edited.md", "---\negress: {routes: []}\n---\n");
        Task<CommandResult> run = host.BotBottleAsync("run", "--bottle", "edited", "--name", "worker", "--", "sh", "-c", $$"""
            call() { curl -s -o /dev/null -w '%{http_code}' https://api.anthropic.com/v1/models; }
            call
            touch asked
            until [ "$(call)" = 200 ]; do sleep 0.1; done
            echo " opened"
            touch opened
            while [ ! -e broken ]; do sleep 0.05; done
            call
            """);
        await host.UntilExistsAsync("asked", run);
        Write(host.Home, "bottles/edited.md", "---\nagent_provider: claude\n---\n");
        await host.UntilExistsAsync("opened", run);
        Write(host.Home, "bottles/edited.md", "---\nagent_provider: [\n---\n");
        using ControllerClient controller = host.Controller;
        await Wait.ForAsync(async () => (await Wait.EventsOfAsync(controller)).Exists(logged => logged.Event == EventKind.RouteReloadFailed));
        await File.WriteAllTextAsync(Path.Combine(host.Work, "broken"), "");
        CommandResult result = await run;
        Assert.That(result.Output, Does.EndWith(" opened\n200"), result.ToString());
    }

    [Test]
    public async Task A_repository_agent_can_choose_a_bottle_only_while_its_text_is_trusted()
    {
        await using CliHost host = WithWeb(await CliHost.StartAsync());
        Write(host.Work, ".bot-bottle/agents/helper.md", "---\nbottle: web\nagent_provider: codex\nshutdown: kill\ncommand: [echo, ran]\n---\n");
        Write(host.Work, ".bot-bottle/bottles/wide.md", "---\n---\n");
        Write(host.Work, ".bot-bottle/settings.yml", "");

        CommandResult refused = await host.BotBottleAsync("run", "--agent", "helper");
        Assert.That(refused.ExitCode, Is.EqualTo(2), refused.ToString());
        Assert.That(refused.Error, Does.Contain("--trust-repo-agent").And.Contain("chooses the bottle web"));
        Assert.That(refused.Error, Does.Contain("bottles/wide.md, settings.yml, which is ignored"));

        CommandResult trusted = await host.BotBottleAsync("run", "--agent", "helper", "--trust-repo-agent");
        Assert.That((trusted.ExitCode, trusted.Output), Is.EqualTo((0, "ran\n")), trusted.ToString());
        Assert.That(trusted.Error, Does.Contain("agent_provider 'codex' is ignored"));
        Assert.That((await host.BotBottleAsync("run", "--agent", "helper")).ExitCode, Is.Zero, "kept by its hash");

        Write(host.Work, ".bot-bottle/agents/helper.md", "---\nbottle: web\ncommand: [echo, other]\n---\n");
        Assert.That((await host.BotBottleAsync("run", "--agent", "helper")).ExitCode, Is.EqualTo(2), "a changed text is another agent");
        CommandResult command = await host.BotBottleAsync("run", "--agent", "helper", "--bottle", "web");
        Assert.That(command.ExitCode, Is.EqualTo(2), "where its command lies would be shared, and without isolation it would run on the host");
        Assert.That(command.Error, Does.Contain("brings the command that is run"));
        CommandResult named = await host.BotBottleAsync("run", "--agent", "helper", "--bottle", "web", "--", "echo", "mine");
        Assert.That((named.ExitCode, named.Output), Is.EqualTo((0, "mine\n")), "bottle and command are the operator's");

        Write(host.Home, "agents/helper.md", "---\nbottle: web\n---\n");
        Assert.That((await host.BotBottleAsync("run", "--agent", "helper", "--bottle", "web", "--", "true")).ExitCode, Is.EqualTo(2),
            "it stands before the operator's own");
    }

    [Test]
    public async Task A_repository_agent_has_a_budget_besides_the_governing_one()
    {
        await using CliHost host = WithWeb(await CliHost.StartAsync());
        Write(host.Work, ".bot-bottle/agents/helper.md",
            $"---\nbottle: web\nbudget: {{claude: 300}}\ncommand: |\n  {Call}; curl -s https://api.anthropic.com/v1/messages -d '{{}}'\n---\n");
        CommandResult result = await host.BotBottleAsync("run", "--agent", "helper", "--trust-repo-agent");
        Assert.That(result.Output, Does.Match("^200 .*scope repository:helper-[0-9a-f]{8}: 400 of 300 tokens spent"), result.ToString());
        Assert.That(result.Error, Does.Match("Raise it with: bot-bottle budget set claude=[0-9k]+ --scope repository:helper-[0-9a-f]{8}"));
        RunView run = (await host.RunsAsync()).Single();
        Assert.That(run.Budgets.Select(budget => (budget.Scope.Split('-')[0], budget.Limit, budget.Spent)),
            Is.EqualTo(new[] { ("bottle:base", (long?)700, 400L), ("repository:helper", 300, 400) }));
        CommandResult show = await host.BotBottleAsync("check", "--show", "helper");
        Assert.That(
            show.Output, Does.Match("(?m)^budget.claude of repository:helper-[0-9a-f]{8} +300 tokens, hard +.bot-bottle/agents/helper.md:3$"), show.ToString());
        CommandResult budgets = await host.BotBottleAsync("budget", "show");
        Assert.That(budgets.Output, Does.Match("repository:helper-[0-9a-f]{8} .*\\.bot-bottle/agents/helper\\.md:3"), budgets.ToString());
    }

    [Test]
    public async Task A_budget_in_an_edited_bottle_applies_to_its_live_run()
    {
        await using CliHost host = WithWeb(await CliHost.StartAsync());
        Task<CommandResult> run = host.BotBottleAsync("run", "--bottle", "web", "--name", "worker", "--", "sh", "-c", $$"""
            call() { {{Call}}; }
            until [ "$(call)" = "402 " ]; do :; done
            touch spent
            until [ "$(call)" = "200 " ]; do sleep 0.1; done
            """);
        await host.UntilExistsAsync("spent", run);
        Write(host.Home, "bottles/base.md", "---\nbudget: {claude: 7000}\n---\n");
        CommandResult result = await run;
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That((await host.RunsAsync()).Single().Budgets.Single().Limit, Is.EqualTo(7000));
    }

    [Test]
    public async Task Without_a_terminal_a_question_is_refused_unless_an_option_answers_it()
    {
        await using CliHost host = await CliHost.StartAsync();
        Write(host.Home, "bottles/ask.md", "---\nenv:\n  TICKET: \"?Which ticket\"\n---\n");
        CommandResult refused = await host.BotBottleAsync("run", "--bottle", "ask", "--", "true");
        Assert.That((refused.ExitCode, refused.Error), Is.EqualTo(
            (2, "bot-bottle: bottles/ask.md:3:11: env.TICKET asks 'Which ticket', and there is no terminal to ask on\n  Say --env TICKET=VALUE.\n")));
        CommandResult given = await host.BotBottleAsync("run", "--bottle", "ask", "--env", "TICKET=7", "--", "sh", "-c", "echo $TICKET");
        Assert.That(given.Output, Is.EqualTo("7\n"), given.ToString());
    }

    [TestCase("run", "--agent", "fixr", "there is no agent 'fixr'; did you mean 'fixer'?")]
    [TestCase("run", "--bottle", "wep", "there is no bottle 'wep' (bottles/wep.md); did you mean 'web'?")]
    [TestCase("run", "--agent", "lost", "the agent agents/lost.md names no bottle")]
    [TestCase("run", "--agent", "../x", "'../x' is not a name")]
    [TestCase("check", "--show", "nobody", "there is no bottle or agent 'nobody'")]
    public async Task A_mistake_in_a_definition_prevents_the_start(string verb, string option, string name, string message)
    {
        await using CliHost host = WithWeb(await CliHost.StartAsync());
        Write(host.Home, "agents/fixer.md", "---\nbottle: web\n---\n");
        Write(host.Home, "agents/lost.md", "---\n---\n");
        CommandResult result = await host.BotBottleAsync(verb == "run" ? [verb, option, name, "--", "true"] : [verb, option, name]);
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((2, "")), result.ToString());
        Assert.That(result.Error, Does.Contain(message));
    }

    [Test]
    public async Task A_file_of_an_earlier_format_is_refused()
    {
        await using CliHost host = await CliHost.StartAsync();
        Write(host.Work, "bot-bottle.json", "{}");
        CommandResult result = await host.InBottleAsync([], "true");
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain("manifests are Markdown now"));
    }

    [Test]
    public async Task Check_names_each_mistake_and_shows_the_effective_definition()
    {
        await using CliHost host = WithWeb(await CliHost.StartAsync());
        CommandResult good = await host.BotBottleAsync("check");
        Assert.That((good.ExitCode, good.Output.Split('\n').Length), Is.EqualTo((0, 4)), good.ToString());
        CommandResult show = await host.BotBottleAsync("check", "--show", "web");
        Assert.That(show.Output, Does.Match("(?m)^env.COLOUR +blue +bottles/web.md:4$").And.Match("(?m)^env.SHAPE +round +bottles/base.md:2$").And.Match(
            "(?m)^budget.claude of bottle:base +700 tokens, hard +bottles/base.md:4$"), show.ToString());

        Write(host.Home, "bottles/bad.md", "---\nextends: base\nshutdwn: kill\n---\n");
        Write(host.Home, "agents/bad.md", "---\ncommand: []\n---\n");
        Write(host.Work, "routes.yml", "routes: [{hst: x}]\n");
        CommandResult bad = await host.BotBottleAsync("check");
        Assert.That(bad.ExitCode, Is.EqualTo(2));
        Assert.That(bad.Error, Does.Contain("bottles/bad.md:3:1: unknown key 'shutdwn'").And.Contain("agents/bad.md:2:10: command: expected"));
        CommandResult routes = await host.BotBottleAsync("check", "routes.yml");
        Assert.That((routes.ExitCode, routes.Error), Is.EqualTo((2, $"{host.Work}/routes.yml:1:11: unknown key 'hst' in a route; did you mean 'host'?\n")));
    }
}
