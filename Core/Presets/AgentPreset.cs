using BotBottle.Core.Routes;

namespace BotBottle.Core.Presets;

/// <summary>The settings that a known agent needs to work in a bottle without further flags.</summary>
/// <param name="Name">The name of its program, by which <c>run</c> selects the preset; <c>--preset</c> and <c>init</c> accept it too.</param>
/// <param name="Title">The vendor's name for the agent.</param>
/// <param name="Install">The command that installs it, as typed.</param>
/// <param name="Keys">Its model APIs, with the variables for their keys.</param>
/// <param name="Routes">The hosts that it needs besides those of its model APIs.</param>
/// <param name="Tries">The hosts that it tries but does not need (<see cref="ExpectedRefusal"/>).</param>
/// <param name="Environment">Variables that turn off features without use in a bottle: telemetry, self-update, a nested sandbox.</param>
/// <param name="Unasked">Variables that let it work without asking. They are set under isolation, and not with <c>--isolation none</c>.</param>
/// <param name="Inherits">The host's variables that configure it and hold no secret, such as the model's name.</param>
/// <param name="Home">Files for the bottle's own HOME. They let it work without asking too.</param>
/// <param name="Login">The login procedure inside the bottle without a key; null if it has no login.</param>
public sealed record AgentPreset(
    string Name, string Title, string Install, IReadOnlyList<AgentKey> Keys, IReadOnlyList<Route> Routes,
    IReadOnlyList<string> Tries, IReadOnlyDictionary<string, string> Environment, IReadOnlyDictionary<string, string> Unasked, IReadOnlyList<string> Inherits,
    IReadOnlyList<PresetFile> Home, string? Login);

/// <summary>A model API of an agent.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Variables">The agent's variables for the key; the bottle gets a placeholder in each. Empty if the agent reads the key from a file.</param>
/// <param name="OnlyWithKey">True to open its hosts only if the host has a key for it, because the agent works with several APIs and its user with
/// some.</param>
public sealed record AgentKey(string Provider, IReadOnlyList<string> Variables, bool OnlyWithKey);

/// <summary>A file that a preset puts into a bottle's own HOME before the agent's first start.</summary>
/// <param name="Path">Its path below HOME, without <c>.</c> and <c>..</c>.</param>
/// <param name="Text">Its text; the launch fills in <c>{{…}}</c> (<see cref="PresetText"/>).</param>
/// <param name="OnlyWithKey">True for a bottle whose agent has a placeholder instead of its own login.</param>
public sealed record PresetFile(string Path, string Text, bool OnlyWithKey);
