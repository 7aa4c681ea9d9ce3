namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>A real agent from npm: its command lines, its requirements on the host, and its tools by their effect.</summary>
/// <param name="Name">Its command.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Package">Its package, whose version Clients/package.json pins.</param>
/// <param name="Provider">The provider to which its calls are charged.</param>
/// <param name="Key">The host's variable with the provider's key, and a key of its form.</param>
/// <param name="OneShot">The command line for a prompt without a terminal.</param>
/// <param name="Ready">The text on its screen when it waits for a prompt.</param>
/// <param name="Leave">The input that ends it: a line, or the interrupt key if a line may stay queued for ever.</param>
/// <param name="Tools">The tool calls that perform a step.</param>
/// <param name="SpeaksByWebSocket">True if its model calls are messages on a WebSocket.</param>
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

    /// <summary>The name of the tool that performs a step.</summary>
    public string ToolFor(AgentStep step) => Tools(step, "/").First().Name;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
