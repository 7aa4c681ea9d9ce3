using System.ComponentModel;
using System.Globalization;
using System.Text;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles.None;

/// <summary>
/// Starts an agent on a terminal as the child of its session's leader (timeout, without a limit). The kernel lets the agent stop itself on Ctrl-Z only if it
/// has a parent in its session but outside of its process group.
/// </summary>
internal static class SessionLeader
{
    /// <summary>The hidden verb of the program that runs between the leader and the agent, and then becomes the agent.</summary>
    public const string Verb = "__foreground";

    private const int EnvironmentNumber = 3;
    private const int MaxEnvironment = 8 << 20;

    /// <summary>Makes the request that starts the agent through a leader.</summary>
    /// <returns>Null if there is no terminal or no timeout: then the agent leads its own session.</returns>
    public static SpawnRequest? TryLead(SpawnRequest request)
    {
        if (request.Terminal is not { } terminal || !OperatingSystem.IsLinux() || SandboxPrograms.TryFind("timeout") is not { } timeout)
        {
            return null;
        }

        var own = OwnProgram.Find();
        var variables = string.Concat(request.Environment.Select(pair => $"{pair.Key}={pair.Value}\0"));
        return request with
        {
            Path = timeout,
            Arguments =
            [
                "--foreground", "0", own.Path, .. own.Prefix, Verb, terminal.Numbers[0].ToString(CultureInfo.InvariantCulture),
                request.Path, .. request.Arguments,
            ],
            Environment = own.Environment,
            Descriptors = [.. request.Descriptors, new(Native.Descriptors.Memory("environment", Encoding.UTF8.GetBytes(variables)), EnvironmentNumber)],
        };
    }

    /// <summary>Waits until the leader has started the agent.</summary>
    /// <returns>The agent's process id, or the leader's if the leader has already ended.</returns>
    public static int AwaitLed(ChildProcess leader)
    {
        while (leader.Poll(stops: false) is null)
        {
            var children = File.ReadAllText($"/proc/{leader.Pid}/task/{leader.Pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (children.Length > 0)
            {
                return int.Parse(children[0], CultureInfo.InvariantCulture);
            }

            Polling.Wait([], 1);
        }

        return leader.Pid;
    }

    /// <summary>Runs <see cref="Verb"/>.</summary>
    /// <param name="arguments">The terminal's file descriptor, the program, its arguments.</param>
    /// <returns>125 on failure; on success the process has become the agent and does not return.</returns>
    internal static int LedMain(ReadOnlySpan<string> arguments)
    {
        try
        {
            using (var environment = Native.Descriptors.Own(EnvironmentNumber))
            {
                var text = new byte[RandomAccess.GetLength(environment) is var length and < MaxEnvironment ? length : 0];
                RandomAccess.Read(environment, text, 0);
                var variables = Encoding.UTF8.GetString(text).Split('\0', StringSplitOptions.RemoveEmptyEntries);
                Launcher.TakeForeground(int.Parse(arguments[0], CultureInfo.InvariantCulture));
                foreach (var signal in (int[])[Signal.Hangup, Signal.Pipe, Signal.TerminalOutput])
                {
                    ProcessControl.Default(signal);
                }

                Native.Descriptors.CloseOnExecFrom(3);
                ProcessControl.Execute(arguments[1], arguments[2..].ToArray(), variables);
            }
        }
        catch (Win32Exception error)
        {
            Console.Error.WriteLine($"bot-bottle: the agent could not be started: {error.Message}");
        }

        return 125;
    }
}
