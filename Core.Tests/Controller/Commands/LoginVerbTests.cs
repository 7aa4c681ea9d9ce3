using BotBottle.Controller.Commands;
using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;
using BotBottle.Core.Tests.Controller.Launching;

namespace BotBottle.Core.Tests.Controller.Commands;

public sealed class LoginVerbTests
{
    private const string File = """{"claudeAiOauth":{"accessToken":"sk-ant-oat01-secret","refreshToken":"sk-ant-ort01-secret","expiresAt":1800000000000}}""";

    private string _root = "";

    [SetUp]
    public void MakeFolder() => _root = Directory.CreateTempSubdirectory("bot-bottle-login-verbs-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [Test]
    public async Task A_login_is_imported_listed_and_forgotten_and_its_tokens_are_never_shown()
    {
        string file = Path.Combine(_root, "credentials.json");
        await System.IO.File.WriteAllTextAsync(file, File);
        (int code, string told) = await RunAsync("login", "claude", "--name", "work", "--import", file);
        Assert.That((code, told), Is.EqualTo((0, told)), told);
        Assert.That(told, Does.Contain("kept: login claude:work").And.Contain("shares its refresh token with " + file));
        Assert.That((await RunAsync("login", "claude", "--name", "work", "--import", file, "--yes")).Told, Does.Contain("replaced: login claude:work"));
        (code, string listed) = await RunAsync("login", "ls");
        Assert.That(listed, Does.Contain("claude").And.Contain("work").And.Contain("refreshed by the proxy"));
        (code, string json) = await RunAsync("login", "ls", "--json");
        Assert.That(json, Does.Contain("\"refreshed\":true"));
        Assert.That(told + listed + json, Does.Not.Contain("secret"));
        Assert.That(await RunAsync("login", "rm", "claude", "--name", "work"), Is.EqualTo((0, "forgotten: login claude:work\n")));
        (code, told) = await RunAsync("login", "rm", "claude", "--name", "work");
        Assert.That((code, told), Is.EqualTo((1, told)));
        Assert.That(told, Is.EqualTo("bot-bottle: there is no login claude:work; no login is kept\n"));
    }

    [TestCase("login gemini", 1, "no budget could meter")]
    [TestCase("login cloud", 2, "no agent 'cloud'")]
    [TestCase("login claude --name a/b", 2, "'a/b' is not a name")]
    [TestCase("login claude --import x --token-stdin", 2, "exclude each other")]
    [TestCase("login claude --import /nowhere/x", 2, "--import:")]
    [TestCase("login copilot", 2, "gh auth token | bot-bottle login copilot --token-stdin")]
    [TestCase("login copilot --import x", 2, "--import: GitHub Copilot CLI keeps no file that can be imported\n  Give its token: gh auth token | bot-bottle")]
    [TestCase("login codex --token-stdin", 2, "Codex CLI has no token that lasts\n  Import its file: bot-bottle login codex --import ~/.codex/auth.json")]
    [TestCase("login cluade", 2, "no agent 'cluade' whose login can be kept; did you mean 'claude'?")]
    [TestCase("login claude:work", 2, "Write: bot-bottle login claude --name work")]
    [TestCase("login --list", 2, "login: there is no option '--list'")]
    [TestCase("login list", 2, "login: there is no 'list'; did you mean 'ls'?")]
    [TestCase("login remove", 2, "login: there is no 'remove'; did you mean 'rm'?")]
    [TestCase("login test claude", 1, "there is no login claude:default; no login is kept\n")]
    [TestCase("login rm gemini", 1, "bot-bottle: there is no login of gemini; no login is kept\n")]
    [TestCase("login rm cloud", 2, "bot-bottle: there is no login of cloud; no login is kept\n")]
    [TestCase("login codex", 2, "bot-bottle login codex --import ~/.codex/auth.json")]
    public async Task A_verb_that_cannot_act_gives_the_reason(string line, int expected, string text)
    {
        (int code, string told) = await RunAsync(line.Split(' '));
        Assert.That(told, Does.Contain(text));
        Assert.That(code, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_missing_login_is_reported_in_one_line_with_those_that_are_kept()
    {
        Keep(new Login { Agent = "claude", Name = "work", AccessToken = "sk-ant-oat01-secret" });
        Keep(new Login { Agent = "codex", Name = "default", AccessToken = "a-secret-token", Account = new LoginAccount { Id = "one" } });
        Assert.That(await RunAsync("login", "rm", "gemini"), Is.EqualTo((1, "bot-bottle: there is no login of gemini; kept are claude:work, codex:default\n")));
        Assert.That(await RunAsync("login", "rm", "claude"), Is.EqualTo(
            (1, "bot-bottle: there is no login claude:default; kept are claude:work, codex:default\n  Write: bot-bottle login rm claude --name work\n")));
        Assert.That((await RunAsync("login", "test", "claude:work")).Told, Is.EqualTo(
            "bot-bottle: login test: the name of a login goes to --name\n  Write: bot-bottle login test claude --name work\n"));
        Assert.That((await RunAsync("login", "rm", "work")).Told, Does.EndWith("\n  Write: bot-bottle login rm claude --name work\n"));
    }

    [TestCase(null, 2, TestName = "Without a terminal a login is not replaced")]
    [TestCase("n", 1, TestName = "A login is not replaced if the operator refuses")]
    [TestCase("y", 0, TestName = "A login is replaced if the operator agrees")]
    public async Task Replacing_a_login_needs_confirmation(string? answer, int exit)
    {
        Login old = new()
        {
            Agent = "claude", Name = "default", AccessToken = "sk-ant-oat01-old-secret", RefreshToken = "sk-ant-ort01-old-secret", Source = "/old/file",
            Account = new LoginAccount { Email = "me@example.com" }, AddedAt = new DateTimeOffset(2026, 11, 2, 3, 4, 5, TimeSpan.Zero),
        };
        string path = Keep(old);
        string file = Path.Combine(_root, "credentials.json");
        await System.IO.File.WriteAllTextAsync(file, File);
        await MakeAgentAsync();
        foreach (string[] line in (string[][])[["login", "claude", "--import", file], ["login", "claude"]])
        {
            List<string> questions = [];
            (int code, string told) = await RunAsync(
                host => host with { Ask = answer is null ? null : question =>
                {
                    questions.Add(question);
                    return answer;
                } },
                line);
            Assert.That(code, Is.EqualTo(exit), told);
            Assert.That(string.Concat(questions) + told, Does.Contain(
                "this replaces the login claude:default of me@example.com (refreshed by the proxy; kept 2026-11-02 03:04 UTC from /old/file); "
                    + "another --name keeps both").And.Not.Contain("secret"));
            Assert.That(told, exit == 2 ? Does.EndWith("nothing was changed\n  There is no terminal to ask on; confirm with --yes.\n")
                : Does.Not.Contain("--yes"));
            Assert.That(LoginStore.Read(path).AccessToken, Is.EqualTo(exit == 0 ? "sk-ant-oat01-secret" : old.AccessToken));
            Assert.That(System.IO.File.Exists(Path.Combine(_root, "seen")), Is.EqualTo(exit == 0 && line.Length == 2), "the agent's login ran");
            Keep(old);
        }
    }

    [TestCase("revoked")]
    [TestCase("expired")]
    public async Task A_login_that_has_ended_is_replaced_without_a_question(string how)
    {
        DateTimeOffset past = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Keep(new Login
        {
            Agent = "claude", Name = "default", AccessToken = "sk-ant-oat01-secret", RefreshToken = how == "revoked" ? "sk-ant-ort01-secret" : null,
            RevokedAt = how == "revoked" ? past : null, ExpiresAt = past,
        });
        await MakeAgentAsync();
        Assert.That(await RunAsync("login", "claude"), Is.EqualTo((0, "replaced: login claude:default, refreshed by the proxy\n")));
    }

    [TestCase("claude --import -", "", false, "--import: standard input is empty\n  Did the program before | fail? What is read is the text of ~/.claude/")]
    [TestCase("claude --import -", " \n", false, "--import: standard input is empty")]
    [TestCase("claude --import -", "sk-ant-oat01-secret", false, "standard input holds no login: it is not JSON\n  What is read is the text of "
        + "~/.claude/.credentials.json. A token alone goes to --token-stdin.")]
    [TestCase("claude --import -", "[1]", false, "--import: standard input holds no login: it has no claudeAiOauth.accessToken")]
    [TestCase("codex --import -", File, false, "It is a login of Claude Code: bot-bottle login claude --import -")]
    [TestCase("claude --import -", "", true, "--import -: standard input is this terminal\n  Name the file: bot-bottle login claude --import ~/.claude/")]
    [TestCase("claude --token-stdin", "", false, "--token-stdin: standard input is empty, so there is no token\n  'claude setup-token' prints one.")]
    [TestCase("claude --token-stdin", "a-secret-key", false, "--token-stdin holds no login: it does not begin with sk-ant-oat01-")]
    [TestCase("copilot --token-stdin", "\n", false, "Try: gh auth token | bot-bottle login copilot --token-stdin")]
    public async Task Standard_input_without_a_login_is_refused_with_the_reason(string line, string input, bool isTerminal, string text)
    {
        (int code, string told) = await RunAsync(
            host => host with { Input = () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(input)), IsInputTerminal = isTerminal },
            ["login", .. line.Split(' ')]);
        Assert.That(told, Does.Contain(text).And.Not.Contain("secret"));
        Assert.That(code, Is.EqualTo(2));
    }

    [Test]
    public async Task A_login_comes_from_standard_input_and_a_token_from_a_terminal()
    {
        (int code, string told) = await RunAsync(
            host => host with { Input = () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(File)) }, ["login", "claude", "--import", "-"]);
        Assert.That((code, told), Is.EqualTo((0, "kept: login claude:default, refreshed by the proxy\nIt shares its refresh token with the program that it "
            + "came from: whichever refreshes first may end the other one's login. For a login of its own: bot-bottle login claude\n")));
        string asked = "";
        (code, told) = await RunAsync(
            host => host with { Input = () => throw new InvalidOperationException("it is not read"), IsInputTerminal = true, Ask = question =>
            {
                asked += question;
                return " sk-ant-oat01-secret ";
            } },
            ["login", "claude", "--token-stdin", "--name", "long"]);
        Assert.That((code, told), Is.EqualTo((0, "kept: login claude:long, not refreshed\n")));
        Assert.That(asked, Does.StartWith("Paste the token"));
    }

    [Test]
    public async Task A_time_that_nobody_gave_is_listed_as_unknown()
    {
        Keep(new Login
        {
            Agent = "claude", Name = "old", AccessToken = "sk-ant-oat01-secret", RefreshToken = "a-refresh-token", ExpiresAt = DateTimeOffset.UnixEpoch,
        });
        Assert.That((await RunAsync("login", "ls")).Told, Does.Match(@"claude +old +- +- +- +refreshed at its next use"));
        Assert.That((await RunAsync("login", "ls", "--json")).Told, Does.Contain("\"expires_at\":null").And.Contain("\"added_at\":null"));
    }

    [Test]
    public async Task A_file_that_holds_no_login_is_refused_and_nothing_is_kept()
    {
        string file = Path.Combine(_root, "credentials.json");
        await System.IO.File.WriteAllTextAsync(file, "{\"claudeAiOauth\":{\"accessToken\":\"a secret\"}}");
        (int code, string told) = await RunAsync("login", "claude", "--import", file);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(told, Does.Contain("holds no login").And.Not.Contain("secret"));
        Assert.That(LoginStore.List(Path.Combine(_root, "home", "logins")), Is.Empty);
    }

    [Test]
    public async Task Without_an_option_the_agents_own_login_runs_in_a_home_that_is_deleted()
    {
        await MakeAgentAsync();
        (int code, string told) = await RunAsync("login", "claude");
        Assert.That((code, told), Is.EqualTo((0, "kept: login claude:default, refreshed by the proxy\n")));
        Assert.That(Directory.Exists((await System.IO.File.ReadAllTextAsync(Path.Combine(_root, "seen"))).Trim()), Is.False);
    }

    [Test]
    public async Task An_interrupted_login_leaves_no_home_and_no_agent()
    {
        await MakeAgentAsync("mkdir \"$HOME/.claude\"; echo \"$$ $HOME\" > seen.new; mv seen.new seen; exec sleep 1000");
        using CancellationTokenSource interrupt = new();
        Task<(int Code, string Told)> login = RunAsync(host => host, ["login", "claude"], interrupt.Token);
        string seen = Path.Combine(_root, "seen");
        await Wait.ForAsync(() => System.IO.File.Exists(seen) || login.IsCompleted);
        string[] words = (await System.IO.File.ReadAllTextAsync(seen)).Split(' ', '\n');
        await interrupt.CancelAsync();
        Assert.That(await login, Is.EqualTo((130, "")));
        Assert.That(Directory.Exists(words[1]), Is.False);
        Assert.That(Directory.Exists($"/proc/{words[0]}"), Is.False);
    }

    private async Task MakeAgentAsync(string? script = null)
    {
        string bin = Directory.CreateDirectory(Path.Combine(_root, "bin")).FullName;
        string agent = Path.Combine(bin, "claude");
        await System.IO.File.WriteAllTextAsync(
            agent,
            $"#!/bin/sh\ncd {_root}\n{script}\n[ \"$1 $2\" = 'auth login' ] && [ -z \"$ANTHROPIC_API_KEY\" ] || exit 3\nmkdir \"$HOME/.claude\"\n"
                + $"echo '{File}' > \"$HOME/.claude/.credentials.json\"\necho \"$HOME\" > {_root}/seen\n");
        System.IO.File.SetUnixFileMode(agent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string Keep(Login login)
    {
        string path = LoginStore.PathOf(Path.Combine(_root, "home", "logins"), login.Use);
        Directory.CreateDirectory(Path.Combine(_root, "home"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        LoginStore.MakeFolder(path);
        LoginStore.Write(path, login);
        return path;
    }

    private Task<(int Code, string Told)> RunAsync(params string[] arguments) => RunAsync(host => host, arguments);

    private async Task<(int Code, string Told)> RunAsync(Func<CommandHost, CommandHost> change, string[] arguments, CancellationToken cancellation = default)
    {
        using StringWriter said = new() { NewLine = "\n" };
        Dictionary<string, string> environment = new()
        {
            ["BOT_BOTTLE_HOME"] = Path.Combine(_root, "home"), ["PATH"] = $"{_root}/bin:/usr/bin:/bin", ["ANTHROPIC_API_KEY"] = "sk-ant-of-the-host",
        };
        CommandHost host = change(new CommandHost(said, said, environment, _root, TimeProvider.System, Colours: false));
        return (await CommandLine.RunAsync(arguments, host, cancellation), said.ToString());
    }
}
