using System.Security.Cryptography;
using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Definitions;

/// <summary>
/// Which agents of repositories an operator has trusted, by the hash of their place and text: whoever changes the file is asked for anew. Kept in
/// <c>trusted-agents</c>, a line each: the hash, and the path for people.
/// </summary>
/// <param name="host">The surroundings.</param>
internal sealed class TrustedAgents(CommandHost host)
{
    private string ListFile => Path.Combine(host.Home.Root, "trusted-agents");

    /// <summary>Goes on when the agent is trusted, asks when it is not yet.</summary>
    /// <param name="agent">Of a repository.</param>
    /// <param name="why">What it does that needs trust.</param>
    /// <param name="trust"><c>--trust-repo-agent</c>: the answer is yes.</param>
    /// <exception cref="CommandFailure">It is not trusted.</exception>
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
                "Read it, then say --trust-repo-agent, or run it with --bottle and a name of your own.");
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
