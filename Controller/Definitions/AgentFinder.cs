using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Manifests;
using BotBottle.Core.Text;
using BotBottle.Core.Yaml;

namespace BotBottle.Controller.Definitions;

/// <summary>Finds an agent by its name: in the repository first, otherwise among the operator's.</summary>
internal static class AgentFinder
{
    /// <summary>Finds and reads the definition.</summary>
    /// <param name="host">The command's surroundings.</param>
    /// <param name="name">The name of <c>--agent</c>.</param>
    /// <param name="providers">The available providers.</param>
    /// <param name="option">The option of the name, for messages.</param>
    /// <exception cref="CommandFailure">No agent has this name.</exception>
    /// <exception cref="ConfigurationException">The definition is invalid.</exception>
    public static FoundAgent Find(CommandHost host, string name, IReadOnlyList<string> providers, string option = "--agent")
    {
        if (!Scope.IsName(name))
        {
            throw CommandFailure.Usage($"{option}: '{name}' is not a name; letters, digits, dots, dashes and underscores, a letter or digit first");
        }

        string own = ManifestFile.PathOf(host.Home.Agents, name);
        string? repository = RepositoryFolder.Find(host) is { } folder ? RepositoryFolder.AgentsIn(folder) : null;
        if (repository is not null && ManifestFile.PathOf(repository, name) is var path && ManifestFile.Read(path, Links.Refuse) is { } brought)
        {
            string? operators = ManifestFile.Read(own, Links.Follow);
            return new FoundAgent(AgentReader.Read(name, brought, $".bot-bottle/agents/{name}.md", providers), path, brought, OfRepository: true)
            {
                Operators = operators is null ? null : AgentReader.Read(name, operators, $"agents/{name}.md", providers),
            };
        }

        if (ManifestFile.Read(own, Links.Follow) is { } text)
        {
            return new FoundAgent(AgentReader.Read(name, text, $"agents/{name}.md", providers), own, text, OfRepository: false);
        }

        throw CommandFailure.Usage($"{option}: there is no agent '{name}'; {NearestKey.Hint(name, [.. Names(host)])}",
            $"Agents are files: {own}, or .bot-bottle/agents/{name}.md in the repository.");
    }
    /// <summary>Gets the names of all agents: the operator's and the repository's.</summary>
    public static IEnumerable<string> Names(CommandHost host) =>
    [
        .. ManifestFile.Names(host.Home.Agents, Links.Follow),
        .. RepositoryFolder.Find(host) is { } folder ? ManifestFile.Names(RepositoryFolder.AgentsIn(folder), Links.Refuse) : [],
    ];
}
