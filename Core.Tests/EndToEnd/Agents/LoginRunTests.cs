using BotBottle.Core.Logins;
using BotBottle.Core.Tests.EndToEnd.Agents.Terminal;
using Microsoft.AspNetCore.Http;

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
        Func<HttpContext, Task<bool>> vendor = host.Provider.Instead!;
        host.Provider.Instead = async context =>
        {
            await login.IsNowhereAsync(host.Host); // while the bottle, its proxy and the controller live
            return await vendor(context);
        };
        CommandResult result = await host.RunAsync(
            "run", "--login", "claude:work", "--", "sh", "-c",
            $"{Ask} env; cat {login.Path} {host.Host.Home}/*; find \"$HOME\" -xdev -type f -size -200k -exec cat {{}} + | head -c 400000;"
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

    [Test]
    public async Task A_login_is_tried_as_a_runs_proxy_would_use_it()
    {
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named("claude"), []);
        KeptLogin login = host.KeepLogin();
        CommandResult first = await host.RunAsync("login", "test", "claude", "--name", "work");
        Assert.That(
            (first.ExitCode, first.Output),
            Is.EqualTo((0, "login claude:work: refreshed at the vendor; GET api.anthropic.com/v1/models was answered with 200\n")), first.ToString());
        login.Spoil();
        CommandResult rejected = await host.RunAsync("login", "test", "claude", "--name", "work");
        Assert.That((rejected.ExitCode, rejected.Error), Is.EqualTo((1, rejected.Error)), rejected.ToString());
        Assert.That(rejected.Error, Does.Contain("does not accept the login claude:work").And.Contain("bot-bottle login claude --name work"));
    }

    [TestCase("claude")]
    [TestCase("codex")]
    [Category("Long")]
    public async Task A_token_that_is_rejected_in_the_middle_is_refreshed_and_the_session_goes_on(string name)
    {
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named(name), [Tasks.Mend]);
        KeptLogin login = host.KeepLogin();
        login.Spoil();
        login.EndsIn(TimeSpan.FromHours(8));
        CommandResult result = await host.OneShotAsync("Please mend the sum.");
        string told = $"{result}\n{host.Describe()}\nrejected:\n{string.Join('\n', login.Rejected)}\n{string.Join('\n', login.Refreshes)}";
        Assert.That(result.ExitCode, Is.Zero, told);
        Assert.That(result.Output + result.Error, Does.Contain(Tasks.Mend.LastWord), told);
        Assert.That(login.Refreshes, Has.Count.EqualTo(1), told);
        Assert.That(login.Rejected, Is.Not.Empty, told);
        await login.IsNowhereAsync(host.Host);
    }

    [TestCase("claude")]
    [TestCase("copilot")]
    [Category("Long")]
    public async Task A_token_that_is_never_refreshed_completes_a_session(string name)
    {
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named(name), [Tasks.Mend]);
        KeptLogin login = host.KeepLogin(lasts: true);
        CommandResult result = await host.OneShotAsync("Please mend the sum.");
        string told = $"{result}\n{host.Describe()}\nrejected:\n{string.Join('\n', login.Rejected)}";
        Assert.That(result.ExitCode, Is.Zero, told);
        Assert.That(result.Output + result.Error, Does.Contain(Tasks.Mend.LastWord), told);
        Assert.That(login.Rejected.Concat(login.Refreshes), Is.Empty, told);
        await host.LedgerHoldsAsync();
        await login.IsNowhereAsync(host.Host);
    }

    [TestCase("claude")]
    [TestCase("codex")]
    [Category("Long")]
    public async Task A_session_in_a_terminal_asks_for_no_login(string name)
    {
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named(name), [Tasks.Look]);
        KeptLogin login = host.KeepLogin();
        await using AgentTerminal terminal = host.Terminal();
        await terminal.UntilAsync(host.Agent.Ready);
        await terminal.TypeLineAsync("Please look around", () => host.Model.HasSeen(Tasks.Look));
        await terminal.UntilAsync(Tasks.Look.LastWord);
        await terminal.LeaveAsync(host.Agent);
        Assert.That(login.Refreshes, Has.Count.EqualTo(1), host.Describe());
        Assert.That(login.Rejected, Is.Empty, host.Describe());
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
        Assert.That(result.Error.TrimEnd().Split('\n')[^1], Does.Contain($"the login {name}:work was revoked or has ended"), told);
        Assert.That(login.Refreshes, Has.Count.EqualTo(1), told);
        Assert.That(host.Provider.Calls, Is.Empty, told);
    }
}
