using BotBottle.Controller.Commands;
using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;

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
        Assert.That((await RunAsync("login", "claude", "--name", "work", "--import", file)).Told, Does.Contain("replaced: login claude:work"));
        (code, string listed) = await RunAsync("login", "ls");
        Assert.That(listed, Does.Contain("claude").And.Contain("work").And.Contain("refreshed by the proxy"));
        (code, string json) = await RunAsync("login", "ls", "--json");
        Assert.That(json, Does.Contain("\"refreshed\":true"));
        Assert.That(told + listed + json, Does.Not.Contain("secret"));
        Assert.That(await RunAsync("login", "rm", "claude", "--name", "work"), Is.EqualTo((0, "forgotten: login claude:work\n")));
        (code, told) = await RunAsync("login", "rm", "claude", "--name", "work");
        Assert.That((code, told), Is.EqualTo((1, told)));
        Assert.That(told, Does.Contain("there is no login claude:work"));
    }

    [TestCase("login gemini", 1, "no budget could meter")]
    [TestCase("login cloud", 2, "no agent 'cloud'")]
    [TestCase("login claude --name a/b", 2, "'a/b' is not a name")]
    [TestCase("login claude --import x --token-stdin", 2, "exclude each other")]
    [TestCase("login claude --import /nowhere/x", 2, "--import:")]
    [TestCase("login copilot", 2, "gh auth token | bot-bottle login copilot --token-stdin")]
    [TestCase("login test claude", 1, "there is no login claude:default")]
    public async Task What_cannot_be_done_is_said(string line, int expected, string text)
    {
        (int code, string told) = await RunAsync(line.Split(' '));
        Assert.That(told, Does.Contain(text));
        Assert.That(code, Is.EqualTo(expected));
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
        string bin = Directory.CreateDirectory(Path.Combine(_root, "bin")).FullName;
        string agent = Path.Combine(bin, "claude");
        await System.IO.File.WriteAllTextAsync(
            agent,
            $"#!/bin/sh\n[ \"$1 $2\" = 'auth login' ] && [ -z \"$ANTHROPIC_API_KEY\" ] || exit 3\nmkdir \"$HOME/.claude\"\n"
                + $"echo '{File}' > \"$HOME/.claude/.credentials.json\"\necho \"$HOME\" > {_root}/seen\n");
        System.IO.File.SetUnixFileMode(agent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (int code, string told) = await RunAsync("login", "claude");
        Assert.That((code, told), Is.EqualTo((0, "kept: login claude:default, refreshed by the proxy\n")));
        Assert.That(Directory.Exists((await System.IO.File.ReadAllTextAsync(Path.Combine(_root, "seen"))).Trim()), Is.False);
    }

    private async Task<(int Code, string Told)> RunAsync(params string[] arguments)
    {
        using StringWriter said = new() { NewLine = "\n" };
        Dictionary<string, string> environment = new()
        {
            ["BOT_BOTTLE_HOME"] = Path.Combine(_root, "home"), ["PATH"] = $"{_root}/bin:/usr/bin:/bin", ["ANTHROPIC_API_KEY"] = "sk-ant-of-the-host",
        };
        CommandHost host = new(said, said, environment, _root, TimeProvider.System, Colours: false);
        return (await CommandLine.RunAsync(arguments, host), said.ToString());
    }
}
