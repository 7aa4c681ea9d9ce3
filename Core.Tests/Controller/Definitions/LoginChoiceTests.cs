using BotBottle.Controller.Definitions;
using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Settings;

namespace BotBottle.Core.Tests.Controller.Definitions;

/// <summary>Which kept login a run uses, and what its bottle holds instead.</summary>
public sealed class LoginChoiceTests
{
    private string _root = "";

    [SetUp]
    public void MakeFolder()
    {
        _root = Directory.CreateTempSubdirectory("bot-bottle-login-choice-").FullName;
        Directory.CreateDirectory(Path.Combine(_root, "home", "bottles"));
        Directory.CreateDirectory(Path.Combine(_root, "home", "agents"));
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [TestCase("claude", "", "", "claude:work", "", TestName = "The only login is used")]
    [TestCase("claude", "", "ANTHROPIC_API_KEY", "", "ANTHROPIC_API_KEY", TestName = "A key in the environment comes first")]
    [TestCase("claude", "work", "ANTHROPIC_API_KEY", "claude:work", "", TestName = "A named login comes before a key")]
    [TestCase("claude", "codex:work", "ANTHROPIC_API_KEY", "codex:work", "ANTHROPIC_API_KEY", TestName = "A login of another agent leaves the key")]
    [TestCase("codex", "", "", "codex:work", "", TestName = "Codex has its only login")]
    [TestCase("codex", "work", "OPENAI_API_KEY", "codex:work", "", TestName = "A named login of Codex leaves no key")]
    [TestCase("copilot", "", "", "copilot:work", "COPILOT_GITHUB_TOKEN", TestName = "Copilot holds a placeholder")]
    [TestCase("opencode", "", "", "", "", TestName = "Another agent gets no login by itself")]
    [TestCase("sh", "claude:work", "", "claude:work", "", TestName = "A named login needs no known agent")]
    public void A_login_is_chosen(string command, string option, string key, string logins, string placeholders)
    {
        Keep("claude", "work");
        Keep("codex", "work");
        Keep("copilot", "work");
        (LaunchDefinition definition, HostCredentials credentials, _) = Resolve(command, option, key);
        Assert.That(string.Join(',', definition.Logins.Select(kept => $"{kept.Login.Agent}:{kept.Login.Name}")), Is.EqualTo(logins));
        Assert.That(string.Join(',', Placeholders.Of(definition.Preset, credentials, definition.Routes).Keys), Is.EqualTo(placeholders));
    }

    [Test]
    public void A_token_that_is_never_refreshed_has_its_placeholder_in_a_variable_and_so_has_each_without_a_wall()
    {
        Keep("claude", "work", refresh: null);
        (LaunchDefinition definition, HostCredentials credentials, _) = Resolve("claude", "", "");
        Assert.That(Placeholders.Of(definition.Preset, credentials, definition.Routes), Is.EqualTo(
            new Dictionary<string, string> { ["CLAUDE_CODE_OAUTH_TOKEN"] = LoginPlaceholders.ClaudeAccess }));
        Assert.That(Placeholders.Files(credentials, DateTimeOffset.UnixEpoch), Is.Empty);
        Keep("claude", "work");
        (definition, credentials, _) = Resolve("claude", "", "");
        Assert.That(Placeholders.Of(definition.Preset, credentials, definition.Routes, walled: false).Keys, Is.EqualTo(new[] { "CLAUDE_CODE_OAUTH_TOKEN" }));
        Assert.That(Placeholders.Files(credentials, DateTimeOffset.UnixEpoch).Select(file => file.Path), Is.EqualTo(new[] { ".claude/.credentials.json" }));
    }

    [Test]
    public void Of_several_logins_none_is_chosen_and_the_launch_says_so()
    {
        Keep("claude", "work");
        Keep("claude", "home");
        (LaunchDefinition definition, _, string said) = Resolve("claude", "", "");
        Assert.That(definition.Logins, Is.Empty);
        Assert.That(said, Does.Contain("choose a login with --login (home, work)").And.Contain("bot-bottle login claude"));
    }

    [Test]
    public void The_launch_line_names_the_login_and_not_its_tokens()
    {
        Keep("claude", "work");
        string said = Resolve("claude", "", "").Said;
        Assert.That(said, Does.Contain("with the login claude:work (the only one kept").And.Not.Contain("secret").And.Not.Contain("refused"));
    }

    [Test]
    public void A_bottle_names_a_login_and_the_nearest_definition_decides()
    {
        Keep("claude", "work");
        Keep("claude", "home");
        File.WriteAllText(Path.Combine(_root, "home/bottles/base.md"), "---\nagent_provider: {claude: login:work}\n---\n");
        File.WriteAllText(Path.Combine(_root, "home/bottles/child.md"), "---\nextends: base\nagent_provider: claude\n---\n");
        File.WriteAllText(Path.Combine(_root, "home/agents/own.md"), "---\nbottle: base\nagent_provider: {anthropic: login:home}\ncommand: [claude]\n---\n");
        Assert.That(NameOf(Resolve("claude", "", "ANTHROPIC_API_KEY", bottle: "base").Definition), Is.EqualTo("work"));
        Assert.That(NameOf(Resolve("claude", "", "ANTHROPIC_API_KEY", bottle: "child").Definition), Is.Null);
        Assert.That(NameOf(Resolve("claude", "home", "ANTHROPIC_API_KEY", bottle: "base").Definition), Is.EqualTo("home"));
        Assert.That(NameOf(Resolve("claude", "", "", agent: "own").Definition), Is.EqualTo("home"));

        static string? NameOf(LaunchDefinition definition) => definition.Logins.SingleOrDefault()?.Login.Name;
    }

    [Test]
    public void The_settings_name_a_login_for_its_own_agent()
    {
        Keep("claude", "work");
        Keep("claude", "home");
        HostSettings settings = HostSettingsReader.Read("logins: {claude: home}", "settings.yml");
        Assert.That(NameOf("claude", ""), Is.EqualTo("home"), "before a key");
        Assert.That(NameOf("claude", "work"), Is.EqualTo("work"));
        Assert.That(NameOf("opencode", ""), Is.Null);

        string? NameOf(string command, string login) =>
            Resolve(command, login, "ANTHROPIC_API_KEY", settings: settings).Definition.Logins.SingleOrDefault()?.Login.Name;
    }

    [TestCase("sh", "work", "Write AGENT:NAME")]
    [TestCase("claude", "cloud:work", "There is no such agent")]
    [TestCase("claude", "a/b", "is not a login's name")]
    [TestCase("claude", "home", "there is no login claude:home")]
    public void A_login_that_cannot_be_chosen_is_refused(string command, string option, string text)
    {
        Keep("claude", "work");
        CommandFailure refused = Assert.Throws<CommandFailure>(() => Resolve(command, option, ""))!;
        Assert.That($"{refused.Message} {refused.Advice}", Does.Contain(text));
    }

    [Test]
    public void A_login_and_the_agents_own_exclude_each_other_and_a_definitions_login_is_said_to_go_on()
    {
        Keep("claude", "work");
        CommandFailure refused = Assert.Throws<CommandFailure>(() => Resolve("claude", "work", "", isOwn: true))!;
        Assert.That((refused.Exit, refused.Message), Is.EqualTo((2, refused.Message)));
        Assert.That(refused.Message, Does.StartWith("--login and --agent-credentials exclude each other"));
        File.WriteAllText(Path.Combine(_root, "home/bottles/base.md"), "---\nagent_provider: {claude: login:work}\n---\n");
        (LaunchDefinition definition, _, string said) = Resolve("claude", "", "", bottle: "base", isOwn: true);
        Assert.That(definition.Logins.Single().Login.Name, Is.EqualTo("work"));
        Assert.That(said, Does.Contain("the definitions name the login claude:work, so the proxy adds its token"));
        Assert.That(Resolve("claude", "", "", isOwn: true).Said, Does.Not.Contain("login claude:work"));
    }

    [Test]
    public void A_repositorys_agent_chooses_no_login()
    {
        Keep("claude", "work");
        Keep("claude", "home");
        Directory.CreateDirectory(Path.Combine(_root, ".git"));
        Directory.CreateDirectory(Path.Combine(_root, ".bot-bottle/agents"));
        File.WriteAllText(Path.Combine(_root, "home/bottles/base.md"), "---\nagent_provider: claude\n---\n");
        File.WriteAllText(Path.Combine(_root, ".bot-bottle/agents/its.md"), "---\nbottle: base\nagent_provider: {claude: login:work}\n---\n");
        Assert.That(Resolve("claude", "", "", agent: "its").Definition.Logins, Is.Empty);
    }

    [Test]
    public void A_variable_that_holds_a_logins_token_is_not_handed_over()
    {
        Keep("claude", "work");
        HostCredentials credentials = Resolve("claude", "", "").Credentials;
        foreach (string token in new[] { "sk-ant-oat01-a-secret-access", "sk-ant-ort01-a-secret-refresh" })
        {
            Assert.That(
                () => credentials.RefuseHandingOver([new GivenVariable("MINE", $"x={token}", "--env MINE")], []),
                Throws.InstanceOf<CommandFailure>().With.Message.Contains("the value of the login claude:work").And.Message.Not.Contains("secret"));
        }
    }

    [Test]
    public void Explain_gets_a_logins_name_and_no_token()
    {
        Keep("claude", "work");
        HostCredentials credentials = Resolve("claude", "", "").Credentials;
        RunCredentials names = RunCredentials.Of(credentials.Keys, [], false, credentials.Logins.Select(kept => kept.Login.Use));
        Assert.That(System.Text.Json.JsonSerializer.Serialize(names), Does.Contain("work").And.Not.Contain("secret"));
        Assert.That(credentials.Logins[0].ToString(), Does.Not.Contain("secret"));
    }

    private void Keep(string agent, string name, string? refresh = "sk-ant-ort01-a-secret-refresh")
    {
        Login login = new()
        {
            Agent = agent, Name = name, AccessToken = "sk-ant-oat01-a-secret-access", RefreshToken = refresh, Account = new LoginAccount { Id = "account-1" },
        };
        string path = LoginStore.PathOf(Path.Combine(_root, "home", "logins"), login.Use);
        LoginStore.MakeFolder(path);
        LoginStore.Write(path, login);
    }

    private (LaunchDefinition Definition, HostCredentials Credentials, string Said) Resolve(
        string command, string login, string key, string? bottle = null, string? agent = null, HostSettings? settings = null,
        bool isOwn = false)
    {
        using StringWriter said = new();
        Dictionary<string, string> environment = new() { ["BOT_BOTTLE_HOME"] = Path.Combine(_root, "home") };
        if (key.Length > 0)
        {
            environment[key] = "a-key-of-the-host";
        }

        CommandHost host = new(TextWriter.Null, said, environment, _root, TimeProvider.System, Colours: false);
        HostCredentials found = HostCredentials.Find(environment, ProviderTable.BuiltIn);
        RunOptions options = new()
        {
            Command = [command], Logins = login.Length > 0 ? [login] : [], Bottles = bottle is null ? [] : [bottle], Agent = agent, TrustRepositoryAgent = true,
            AgentCredentials = isOwn,
        };
        LaunchDefinition definition = new LaunchResolver(host, options, settings ?? HostSettings.Default, found).Resolve();
        HostCredentials credentials = (found with { Logins = definition.Logins }).For(definition.Routes.Set);
        if (definition.Preset is { } preset)
        {
            new PresetSetup(host, preset, Placeholders.Of(preset, credentials, definition.Routes), walled: true).Announce(definition, options);
        }

        return (definition, credentials, said.ToString());
    }
}
