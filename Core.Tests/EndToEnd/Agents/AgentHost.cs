using BotBottle.Core.Control;
using BotBottle.Core.Tests.EndToEnd.Agents.Terminal;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>
/// A separate host for one agent: a project in a repository, whose test fails until it is fixed; the agent on PATH, the provider's key in the environment; and
/// all hosts of all agents resolved to a scripted provider.
/// </summary>
internal sealed class AgentHost : IAsyncDisposable
{
    private static readonly string[] Hosts =
        ["api.anthropic.com", "api.openai.com", "chatgpt.com", "generativelanguage.googleapis.com", "api.github.com", "api.githubcopilot.com",
            "dashscope.aliyuncs.com", "platform.claude.com", "auth.openai.com"];

    private AgentHost(Agent agent, CliHost host, ScriptedProvider provider, ScriptedModel model)
    {
        Agent = agent;
        Host = host;
        Provider = provider;
        Model = model;
    }

    public Agent Agent { get; }

    public CliHost Host { get; }

    public ScriptedProvider Provider { get; }

    public ScriptedModel Model { get; }

    /// <summary>The project's folder.</summary>
    public string Work => Host.Work;

    public static async Task<AgentHost> StartAsync(
        Agent agent, IReadOnlyList<AgentTask> tasks, string settings = "", PromptCache? cache = null, bool takesWebSockets = true)
    {
        string clients = await ClientPackages.FolderAsync();
        CliHost host = await CliHost.StartAsync();
        ScriptedModel model = new(agent, host.Work, tasks);
        ScriptedProvider provider = await ScriptedProvider.StartAsync(Hosts, model, cache, takesWebSockets);
        string authority = Path.Combine(host.Root, "scripted-ca.pem");
        await File.WriteAllTextAsync(authority, provider.CertificateAuthority);
        string resolve = string.Join(", ", Hosts.Select(name => $"{name}: \"{provider.Address}\""));
        await File.WriteAllTextAsync(Path.Combine(host.Home, "settings.yml"), $"{settings}\nupstream:\n  ca: {authority}\n  resolve: {{{resolve}}}\n");
        foreach (string key in KnownAgents.All.Select(one => one.Key.Variable).Distinct())
        {
            host.Variables[key] = null;
        }

        host.Variables[agent.Key.Variable] = agent.Key.Value;
        host.Variables["PATH"] = $"{clients}/node_modules/.bin:{Environment.GetEnvironmentVariable("PATH")}";
        AgentHost made = new(agent, host, provider, model);
        await made.MakeProjectAsync();
        return made;
    }

    /// <summary>Keeps a login for the agent in place of its key.</summary>
    /// <param name="lasts">True for a token that is never refreshed.</param>
    public KeptLogin KeepLogin(bool lasts = false)
    {
        Host.Variables[Agent.Key.Variable] = null;
        return KeptLogin.Of(this, lasts);
    }

    /// <summary>Runs the agent with a prompt and no terminal: <c>bot-bottle run -- AGENT PROMPT</c>.</summary>
    public Task<CommandResult> OneShotAsync(string prompt, params string[] options) =>
        RunAsync(["run", .. options, "--", Agent.Name, .. Agent.OneShot(prompt)]);

    /// <summary>Runs a verb of the CLI in the project's folder, with the time that an agent's start needs on a busy machine.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => Command.RunAsync(CliHost.Cli, arguments, Work, Host.Environment(), seconds: 180);

    /// <summary>Starts the agent on a terminal: <c>bot-bottle run -- AGENT</c>.</summary>
    public AgentTerminal Terminal(params string[] options) => new([CliHost.Cli, "run", .. options, "--", Agent.Name], Work, Host.Environment());

    /// <summary>Starts a shell with job control on a terminal.</summary>
    public AgentTerminal Shell() => new(["/bin/bash", "--norc", "--noprofile", "--noediting", "-i"], Work, Host.Environment());

    /// <summary>Runs git in the project, on the host.</summary>
    public async Task<string> GitAsync(params string[] arguments)
    {
        CommandResult result = await Command.RunAsync("git", arguments, Work);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        return result.Output;
    }

    /// <summary>Compares the ledger with the provider's reports: the same tokens, and nothing estimated.</summary>
    public async Task LedgerHoldsAsync()
    {
        IReadOnlyList<UsageRow> rows = await Host.UsageAsync();
        string told = $"{string.Join('\n', rows)}\n{string.Join('\n', Provider.Requests)}";
        Assert.That(rows.Sum(row => row.ChargedTokens), Is.EqualTo(Provider.TotalTokens), told);
        Assert.That(rows.Sum(row => row.EstimatedRequests), Is.Zero, told);
        Assert.That(rows.Select(row => row.Provider).Distinct(), Is.EqualTo(new[] { Agent.Provider }), told);
    }

    /// <summary>Describes the events for a failure message.</summary>
    public string Describe() =>
        $"prompts:\n{string.Join("\n---\n", Model.Prompts.Select(prompt => prompt[..Math.Min(prompt.Length, 300)]))}\nmistakes: "
            + $"{string.Join('\n', Model.Mistakes)}\nresults:\n{string.Join("\n---\n", Model.Results)}\nrequests:\n{string.Join('\n', Provider.Requests)}";

    public async ValueTask DisposeAsync()
    {
        // A failed test leaves its agent running.
        foreach (RunView run in (await Host.RunsAsync()).Where(run => run.State is RunState.Running or RunState.Cut))
        {
            await Host.BotBottleAsync("kill", run.Name);
        }

        await Host.DisposeAsync();
        await Provider.DisposeAsync();
    }

    private async Task MakeProjectAsync()
    {
        await File.WriteAllTextAsync(
            Path.Combine(Work, "package.json"), """{"name":"sums","version":"1.0.0","type":"module","scripts":{"test":"node --test"}}""" + "\n");
        await File.WriteAllTextAsync(Path.Combine(Work, "sum.js"), "export const sum = (a, b) => a - b;\n");
        await File.WriteAllTextAsync(Path.Combine(Work, "sum.test.js"), """
            import test from 'node:test';
            import assert from 'node:assert';
            import { sum } from './sum.js';
            test('sums', () => assert.equal(sum(2, 3), 5));

            """);
        await GitAsync("init", "-q", "-b", "main");
        await GitAsync("config", "user.name", "Ada");
        await GitAsync("config", "user.email", "ada@example.com");
        await GitAsync("add", "-A");
        await GitAsync("commit", "-q", "-m", "Start");
    }
}
