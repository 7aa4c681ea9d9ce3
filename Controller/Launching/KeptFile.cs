namespace BotBottle.Controller.Launching;

/// <summary>A definition's file at the start of the run.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Text">Its text.</param>
internal sealed record KeptFile(string Path, string Text);
