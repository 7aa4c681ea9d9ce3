namespace BotBottle.Core.Presets;

/// <summary>A file that a preset puts into a bottle's own HOME before the agent starts for the first time.</summary>
/// <param name="Path">Its path below HOME, without <c>.</c> and <c>..</c>.</param>
/// <param name="Text">Its text; <c>{{…}}</c> stands for what only the launch knows (<see cref="PresetText"/>).</param>
/// <param name="OnlyWithKey">Whether it is for a bottle whose agent has a placeholder instead of a login of its own.</param>
public sealed record PresetFile(string Path, string Text, bool OnlyWithKey);
