using System.Security.Cryptography;
using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Definitions;

/// <summary>
/// The agents of repositories that an operator has trusted, by the hash of their path and text: after a change of the file the operator is asked again. They
/// are stored in <c>trusted-agents</c>, one per line: the hash, and the path for people.
/// </summary>
/// <param name="host">The command's surroundings.</param>
internal sealed class TrustedAgents(CommandHost host)
{
    private string ListFile => host.Home.TrustedAgents;

    /// <summary>Returns if the agent is trusted; otherwise asks the operator.</summary>
    /// <param name="agent">An agent of a repository.</param>
    /// <param name="why">The feature of the agent that needs trust.</param>
    /// <param name="trust"><c>--trust-repo-agent</c>: trusts it without asking.</param>
    /// <exception cref="CommandFailure">The agent is not trusted.</exception>
    public void Require(FoundAgent agent, string why, bool trust)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{agent.Path}\0{agent.Text}")));
        if (ManifestFile.Read(ListFile, Links.Follow)?.Split('\n').Any(line => line.Split(' ')[0] == hash) == true)
        {
            return;
        }

        if (!trust && !Ask(agent, why))
        {
            throw CommandFailure.Usage(
                $"the repository's agent {TerminalText.Clean(agent.Path)} {why}, and you have not trusted it as it is now",
                "Read it, then add --trust-repo-agent, or run it with --bottle and a name of your own.");
        }

        host.Home.Create();
        using FileStream list = new(ListFile, new FileStreamOptions
        {
            Mode = FileMode.Append, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        list.Write(Encoding.UTF8.GetBytes($"{hash} {TerminalText.Clean(agent.Path)}\n"));
    }

    private bool Ask(FoundAgent agent, string why)
    {
        if (host.Ask is not { } ask)
        {
            return false;
        }

        host.Error.WriteLine($"The repository brings the agent {TerminalText.Clean(agent.Path)}, which {why}:\n");
        foreach (string line in agent.Text.Split('\n'))
        {
            host.Error.WriteLine("  " + TerminalText.Clean(line.TrimEnd('\r')));
        }

        return ask("Trust it as it is now? [y/N]")?.Trim() is "y" or "Y" or "yes";
    }
}
