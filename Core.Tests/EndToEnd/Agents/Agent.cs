namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>A real agent from npm: how it is started, what it wants from its host, and which of its tools does what.</summary>
/// <param name="Name">Its command.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Package">Its package, whose version Clients/package.json pins.</param>
/// <param name="Provider">The provider that its calls are charged to.</param>
/// <param name="Key">The host's variable with the provider's key, and a key of its form.</param>
/// <param name="OneShot">The command line for a prompt without a terminal.</param>
/// <param name="Ready">What stands on its screen when it waits for a prompt.</param>
/// <param name="Leave">What is typed to leave it: a line, or the interrupt key where a line may be queued for good.</param>
/// <param name="Tools">The calls of its tools that do a step.</param>
/// <param name="SpeaksByWebSocket">Whether its model calls are messages on a WebSocket.</param>
internal sealed record Agent(
    string Name,
    string Title,
    string Package,
    string Provider,
    (string Variable, string Value) Key,
    Func<string, string[]> OneShot,
    string Ready,
    string Leave,
    Func<AgentStep, string, IEnumerable<ToolCall>> Tools,
    bool SpeaksByWebSocket = false)
{
    /// <summary>The interrupt key, Ctrl-C, for <see cref="Leave"/>.</summary>
    public const string Interrupt = "\u0003";

    /// <summary>The name of the tool that does a step.</summary>
    public string ToolFor(AgentStep step) => Tools(step, "/").First().Name;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
