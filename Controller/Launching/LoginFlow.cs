using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;

namespace BotBottle.Controller.Launching;

/// <summary>Runs an agent's own login on the host, in a HOME of its own that is deleted after it, so that no other program shares the new login.</summary>
/// <param name="host">The command's surroundings.</param>
/// <param name="use">The names of the new login.</param>
internal sealed class LoginFlow(CommandHost host, LoginUse use)
{
    private const int MostBytes = 256 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // Each of these leads the agent to another login, or to a key.
    private static readonly string[] Dropped = ["ANTHROPIC_", "CLAUDE_", "CLAUDECODE", "OPENAI_", "CODEX_"];

    /// <summary>Runs the login in the operator's terminal.</summary>
    /// <param name="before">Called before the agent is started, if it is there.</param>
    /// <param name="cancellation">Ends the wait for it.</param>
    /// <returns>The new login.</returns>
    /// <exception cref="CommandFailure">The agent is missing, or left no login.</exception>
    public async Task<Login> RunAsync(Action before, CancellationToken cancellation)
    {
        string[] arguments = use.Agent == LoginAgent.Codex.Name ? ["login"] : ["auth", "login"];
        string file = LoginAgent.Named(use.Agent)!.File ?? throw CommandFailure.Usage(
            $"{LoginAgent.Named(use.Agent)!.Title} has no login that can be run here",
            "Give it a GitHub token: gh auth token | bot-bottle login copilot --token-stdin");
        string program = Executable.Find(use.Agent, host.Environment.GetValueOrDefault("PATH", ""), host.Folder)
            ?? throw CommandFailure.Usage(
                $"there is no {use.Agent} on your PATH",
                $"Install it, or take a login that there is already: bot-bottle login {use.Agent} --import ~/{file}");
        before();
        string home = Directory.CreateTempSubdirectory("bot-bottle-login-").FullName;
        try
        {
            if (use.Agent == LoginAgent.Codex.Name)
            {
                Directory.CreateDirectory(Path.Combine(home, ".codex"));
                await File.WriteAllTextAsync(Path.Combine(home, ".codex/config.toml"), "cli_auth_credentials_store = \"file\"\n", cancellation);
            }

            ExitStatus end = await EndOfAsync(Start(program, arguments, home), cancellation);
            string path = Path.Combine(home, file);
            if (!File.Exists(path))
            {
                throw new CommandFailure(
                    ExitCode.Failed, $"{use.Agent} {string.Join(' ', arguments)} ended with code {end.Code} and left no login",
                    OperatingSystem.IsMacOS() && use.Agent == LoginAgent.Claude.Name
                        ? "On macOS it keeps the login in the keychain: security find-generic-password -s 'Claude Code-credentials' -w | bot-bottle login "
                            + "claude --import -"
                        : "Log in again, or take a login that there is already: --import FILE.");
            }

            return LoginImport.Read(use, RegularFile.Read(path, MostBytes, Links.Refuse), $"{use.Agent} {string.Join(' ', arguments)}", host.Time.GetUtcNow());
        }
        catch (FormatException wrong)
        {
            throw new CommandFailure(ExitCode.Failed, $"{use.Agent} left a login that cannot be used: {wrong.Message}", null, wrong);
        }
        finally
        {
            Remove(home);
        }
    }

    // The terminal gives its signals to the agent too, which may write to its HOME until it has ended.
    private static async Task<ExitStatus> EndOfAsync(ChildProcess agent, CancellationToken cancellation)
    {
        using Interrupts interrupts = new();
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, interrupts.Token);
        Task<ExitStatus> end = agent.WaitAsync();
        try
        {
            return await end.WaitAsync(ended.Token);
        }
        catch (OperationCanceledException)
        {
            agent.Signal(Signal.Terminate);
            if (await Task.WhenAny(end, Task.Delay(Patience, CancellationToken.None)) != end)
            {
                agent.Signal(Signal.Kill);
            }

            await end;
            throw;
        }
    }

    // A program that the agent left running may write there at this moment.
    private void Remove(string home)
    {
        try
        {
            Directory.Delete(home, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            host.Complain($"{home} may still hold the login; remove it: {failure.Message}");
        }
    }

    private ChildProcess Start(string program, string[] arguments, string home)
    {
        Dictionary<string, string> environment = new(
            host.Environment.Where(variable => !Dropped.Any(prefix => variable.Key.StartsWith(prefix, StringComparison.Ordinal))), StringComparer.Ordinal)
        {
            ["HOME"] = home,
        };
        return Spawner.Start(new SpawnRequest { Path = program, Arguments = arguments, Environment = environment });
    }
}
