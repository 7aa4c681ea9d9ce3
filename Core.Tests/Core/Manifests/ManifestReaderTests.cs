using BotBottle.Core.Budgets;
using BotBottle.Core.Manifests;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Tests.Core.Manifests;

/// <summary>Single files: their valid contents, and the errors for anything else.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ManifestReaderTests
{
    private static readonly string[] Providers = ["claude", "codex"];

    private static BottleManifest Bottle(string text) => BottleReader.Read("b", text, "b.md", Providers);

    private static AgentManifest Agent(string text) => AgentReader.Read("a", text, "a.md", Providers);

    [Test]
    public void Every_key_of_a_bottle_is_read()
    {
        BottleManifest bottle = Bottle("""
            ---
            extends: [base]
            env:
              PLAIN: text
              QUOTED: "8080"
              ASKED: "?Which ticket"
              EMPTY: ""
            agent_provider: claude
            egress:
              log: blocks
              routes:
                - host: api.example.com
            supervise: false
            git-gate:
              user: {name: A B, email: a@b.example}
            budget: {claude: 5M}
            shutdown: freeze
            isolation: sandbox
            share: [/data:ro, ~/notes]
            ---

            # For people
            """);
        Assert.Multiple(() =>
        {
            Assert.That(bottle.Extends.Select(parent => parent.Value), Is.EqualTo(new[] { "base" }));
            Assert.That(bottle.Env["QUOTED"].Value, Is.EqualTo(new EnvValue("8080", false)));
            Assert.That(bottle.Env["ASKED"].Value, Is.EqualTo(new EnvValue("Which ticket", true)));
            Assert.That(bottle.Env["EMPTY"].Value, Is.EqualTo(new EnvValue("", false)));
            Assert.That(bottle.Routes.Single().Origin.ToString(), Is.EqualTo("b.md:12"));
            Assert.That(bottle.Shutdown!.Value, Is.EqualTo(CutoffPolicy.Freeze));
            Assert.That(bottle.Budgets.Single().Scope.ToString(), Is.EqualTo("bottle:b"));
            Assert.That(bottle.Notes, Is.EqualTo("# For people"));
        });
    }

    [Test]
    public void Every_key_of_an_agent_is_read()
    {
        AgentManifest agent =
            Agent(
                "\uFEFF---\r\nbottle: web\r\nagent_provider: codex\r\ngit-gate: {user: {name: C}}\r\nbudget: {codex: 1k}\r\nshutdown: kill\r\ncommand: "
                    + "[codex, exec, 'a b']\r\n---\r\n\r\nDo it.\r\nWell.\r\n");
        Assert.Multiple(() =>
        {
            Assert.That(agent.Bottles.Single().Value, Is.EqualTo("web"));
            Assert.That(agent.Command!.Value, Is.EqualTo(new[] { "codex", "exec", "a b" }));
            Assert.That(agent.User.Name!.Value, Is.EqualTo("C"));
            Assert.That(agent.Budgets.Single().Scope.ToString(), Is.EqualTo("agent:a"));
            Assert.That(agent.Prompt, Is.EqualTo("Do it.\r\nWell."));
        });
    }

    [Test]
    public void A_command_as_one_text_is_a_shell_line() =>
        Assert.That(Agent("---\ncommand: claude -p \"$(cat \"$BOT_BOTTLE_PROMPT_FILE\")\"\n---").Command!.Value,
            Is.EqualTo(new[] { "/bin/sh", "-c", "claude -p \"$(cat \"$BOT_BOTTLE_PROMPT_FILE\")\"" }));

    [TestCase("---\n---\n")]
    [TestCase("---\n# nothing\n---")]
    public void An_empty_front_matter_is_valid(string text) => Assert.That(Bottle(text).Extends, Is.Empty);

    [TestCase("", "b.md:1:1: a manifest begins with a line '---'")]
    [TestCase("# Title\n---\n---\n", "b.md:1:1: a manifest begins with a line '---'")]
    [TestCase("---\nenv: {}\n", "b.md:3:1: the front matter has no end")]
    [TestCase("---\n- a\n---\n", "b.md:2:1: the front matter: expected a mapping")]
    [TestCase("---\nenv: {A: 1}\n---\n",
        "b.md:2:10: env.A: expected a text (numbers and true or false need quotes), or \"?question\" to be asked at launch, found '1'")]
    [TestCase("---\nenv: {A: true}\n---\n", "b.md:2:10: env.A: expected a text")]
    [TestCase("---\nenv: {A: no}\n---\n", "b.md:2:10: env.A: expected a text")]
    [TestCase("---\nenv: {A: 1.5e3}\n---\n", "b.md:2:10: env.A: expected a text")]
    [TestCase("---\nenv: {A: 0x1F}\n---\n", "b.md:2:10: env.A: expected a text")]
    [TestCase("---\nenv:\n  A:\n---\n", "b.md:3:5: env.A: expected a text")]
    [TestCase("---\nenv: {A: [x]}\n---\n",
        "b.md:2:10: env.A: expected a text (numbers and true or false need quotes), or \"?question\" to be asked at launch, found a list")]
    [TestCase("---\nenv: {1A: x}\n---\n", "b.md:2:7: env: '1A' cannot name a variable")]
    [TestCase("---\nsupervise: 'true'\n---\n", "b.md:2:12: supervise: expected true or false")]
    [TestCase("---\nagent_provider: {claude: work}\n---\n", "b.md:2:26: agent_provider: expected login:NAME")]
    [TestCase("---\nagent_provider: {claude: login:../x}\n---\n", "b.md:2:26: agent_provider: expected login:NAME")]
    [TestCase("---\nagent_provider: {claud: login:work}\n---\n", "b.md:2:18: agent_provider: there is no provider 'claud'")]
    [TestCase("---\nagent_provider: {claude: login:a, codex: login:b}\n---\n", "b.md:2:17: agent_provider")]
    [TestCase("---\nagent_provider: claud\n---\n", "b.md:2:17: agent_provider: there is no provider 'claud'; did you mean 'claude'?")]
    [TestCase("---\negres: {}\n---\n", "b.md:2:1: unknown key 'egres' in a bottle; did you mean 'egress'?")]
    [TestCase("---\negress: {route: []}\n---\n", "b.md:2:10: unknown key 'route' in egress; did you mean 'routes'?")]
    [TestCase("---\ncommand: x\n---\n", "b.md:2:1: unknown key 'command' in a bottle")]
    [TestCase("---\nshare: [data]\n---\n", "b.md:2:9: share: expected an absolute path")]
    [TestCase("---\ngit-gate: {repos: {r: {url: -oProxyCommand=x}}}\n---\n", "b.md:2:29: git-gate.repos.r.url: expected ssh://")]
    [TestCase("---\ngit-gate: {repos: {r: {uri: x}}}\n---\n", "b.md:2:24: unknown key 'uri' in git-gate.repos.r; did you mean 'url'?")]
    [TestCase("---\nenv: {A: a}\nenv: {B: b}\n---\n", "b.md:3:1: the key 'env' is given twice; first in line 2")]
    [TestCase("---\nruntime: gvisor\n---\n", "b.md:2:1: 'runtime' is no longer supported: gVisor is found by the backend. Remove it")]
    [TestCase("---\nssh: []\n---\n", "b.md:2:1: 'ssh' is no longer supported: declare each repository under 'git-gate.repos' with url, identity, host_key")]
    [TestCase("---\ngit: {user: {}}\n---\n",
        "b.md:2:1: 'git' is no longer supported: 'git.user' is 'git-gate.user' now, and 'git.remotes' is 'git-gate.repos'")]
    [TestCase("---\ngit_user: {}\n---\n", "b.md:2:1: 'git_user' is no longer supported: it is 'git-gate.user' now")]
    public void A_mistake_in_a_bottle_is_refused_with_its_place(string text, string message) =>
        Assert.That(Assert.Throws<ConfigurationException>(() => Bottle(text))!.Message, Does.StartWith(message));

    [TestCase("---\negress: {}\n---\n", "a.md:2:1: unknown key 'egress' in an agent")]
    [TestCase("---\ngit-gate: {repos: {}}\n---\n", "a.md:2:12: unknown key 'repos' in an agent's git-gate")]
    [TestCase("---\ncommand: []\n---\n", "a.md:2:10: command: expected 1 to 1024 words")]
    [TestCase("---\nbottle: ../x\n---\n", "a.md:2:9: bottle: expected a name")]
    [TestCase("---\ngit_user: {}\n---\n", "a.md:2:1: 'git_user' is no longer supported")]
    public void A_mistake_in_an_agent_is_refused_with_its_place(string text, string message) =>
        Assert.That(Assert.Throws<ConfigurationException>(() => Agent(text))!.Message, Does.StartWith(message));
}
