using BotBottle.Core.Routes;

namespace BotBottle.Core.Presets;

/// <summary>What a known agent needs to start at work in a bottle without a flag that has to be known.</summary>
/// <param name="Name">The name of its program, by which <c>run</c> picks the preset; <c>--preset</c> and <c>init</c> take it too.</param>
/// <param name="Title">Its maker's name for it.</param>
/// <param name="Install">How its user installs it, as typed.</param>
/// <param name="Keys">The model APIs that it works with, and the variables in which it looks for their keys.</param>
/// <param name="Routes">What it needs for its work besides the hosts of its model APIs.</param>
/// <param name="Tries">What it merely tries and works without (<see cref="ExpectedRefusal"/>).</param>
/// <param name="Environment">Variables that switch off what a bottle has no use for: telemetry, self-update, a sandbox inside the sandbox.</param>
/// <param name="Unasked">Variables that let it work without asking: set where a wall limits it, and not with <c>--isolation none</c>.</param>
/// <param name="Inherits">Variables of the host that say how it is to work and hold no secret, such as the model's name.</param>
/// <param name="Home">Files of the bottle's own HOME. They let it work without asking too.</param>
/// <param name="Login">How a user logs in inside the bottle, where there is no key; null where it has no login.</param>
public sealed record AgentPreset(
    string Name, string Title, string Install, IReadOnlyList<AgentKey> Keys, IReadOnlyList<Route> Routes,
    IReadOnlyList<string> Tries, IReadOnlyDictionary<string, string> Environment, IReadOnlyDictionary<string, string> Unasked, IReadOnlyList<string> Inherits, IReadOnlyList<PresetFile> Home, string? Login);

/// <summary>A model API that an agent works with.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Variables">The variables in which the agent looks for its key; the bottle gets a placeholder in each. Empty where the agent gets it from a file.</param>
/// <param name="OnlyWithKey">Whether its hosts are open only where the host has a key for it: the agent works with several, and its user with some.</param>
public sealed record AgentKey(string Provider, IReadOnlyList<string> Variables, bool OnlyWithKey);

/// <summary>A file that a preset puts into a bottle's own HOME before the agent starts for the first time.</summary>
/// <param name="Path">Its path below HOME, without <c>.</c> and <c>..</c>.</param>
/// <param name="Text">Its text; <c>{{…}}</c> stands for what only the launch knows (<see cref="PresetText"/>).</param>
/// <param name="OnlyWithKey">Whether it is for a bottle whose agent has a placeholder instead of a login of its own.</param>
public sealed record PresetFile(string Path, string Text, bool OnlyWithKey);
