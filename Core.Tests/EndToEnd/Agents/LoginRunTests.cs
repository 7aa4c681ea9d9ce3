using BotBottle.Core.Logins;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>Runs with a kept login: what the bottle, the host's files and the processes hold of it, and what the agents make of its end.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class LoginRunTests
{
    private static readonly string Ask = "curl -sS -o /dev/null -w '%{http_code} ' -H 'Authorization: Bearer placeholder' https://api.anthropic.com/v1/models;"
        + "curl -sS -w ' %{http_code} ' -d '{}' https://platform.claude.com/v1/oauth/token;";

    [Test]
    public async Task The_tokens_bytes_are_nowhere()
    {
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named("claude"), []);
        KeptLogin login = host.KeepLogin();
        CommandResult result = await host.RunAsync(
            "run", "--login", "claude:work", "--", "sh", "-c",
            $"{Ask} env; find / -xdev -type f -size -9000c -user $(id -u) 2>/dev/null | xargs cat 2>/dev/null;"
                + "cat /proc/*/cmdline /proc/*/environ 2>/dev/null | tr '\\0' '\\n'; echo END");
        string told = $"{result}\n{host.Describe()}";
        Assert.That(result.Output, Does.StartWith("200 ").And.Contain(LoginPlaceholders.ClaudeAccess).And.Contain("END"), told);
        Assert.That(login.Refreshes, Has.Count.EqualTo(1), told);
        Assert.That(login.Rejected, Is.Empty, told);
        foreach (string secret in login.Secrets)
        {
            Assert.That(result.Output + result.Error, Does.Not.Contain(secret));
        }

        await login.IsNowhereAsync(host.Host);
    }

    [TestCase("claude")]
    [TestCase("codex")]
    [Category("Long")]
    public async Task A_token_that_is_rejected_in_the_middle_is_refreshed_and_the_session_goes_on(string name)
    {
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named(name), [Tasks.Mend]);
        KeptLogin login = host.KeepLogin();
        login.Spoil();
        LoginStore.Write(login.Path, LoginStore.Read(login.Path) with { ExpiresAt = DateTimeOffset.UtcNow.AddHours(8) });
        CommandResult result = await host.OneShotAsync("Please mend the sum.");
        string told = $"{result}\n{host.Describe()}\nrejected:\n{string.Join('\n', login.Rejected)}\n{string.Join('\n', login.Refreshes)}";
        Assert.That(result.ExitCode, Is.Zero, told);
        Assert.That(result.Output + result.Error, Does.Contain(Tasks.Mend.LastWord), told);
        Assert.That(login.Refreshes, Has.Count.EqualTo(1), told);
        Assert.That(login.Rejected, Is.Not.Empty, told);
        await login.IsNowhereAsync(host.Host);
    }

    [TestCase("claude")]
    [TestCase("codex")]
    [Category("Long")]
    public async Task A_revoked_login_ends_the_agent_with_what_to_do(string name)
    {
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named(name), [Tasks.Look]);
        KeptLogin login = host.KeepLogin();
        login.IsRevoked = true;
        CommandResult result = await host.OneShotAsync("Please look around.");
        string told = $"{result}\n{host.Describe()}";
        Assert.That(result.Output + result.Error, Does.Contain($"bot-bottle login {name} --name work"), told);
        Assert.That(login.Refreshes, Has.Count.EqualTo(1), told);
        Assert.That(host.Provider.Calls, Is.Empty, told);
    }
}
