namespace BotBottle.Controller.Launching;

/// <summary>A definition's file as it was when the run began.</summary>
/// <param name="Path">Where it was.</param>
/// <param name="Text">What it said.</param>
internal sealed record KeptFile(string Path, string Text);
