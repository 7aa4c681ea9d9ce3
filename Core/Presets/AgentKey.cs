namespace BotBottle.Core.Presets;

/// <summary>A model API that an agent works with.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Variables">The variables in which the agent looks for its key; the bottle gets a placeholder in each. Empty where the agent gets it from a file.</param>
/// <param name="OnlyWithKey">Whether its hosts are open only where the host has a key for it: the agent works with several, and its user with some.</param>
public sealed record AgentKey(string Provider, IReadOnlyList<string> Variables, bool OnlyWithKey);
