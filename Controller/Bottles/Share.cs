namespace BotBottle.Controller.Bottles;

/// <summary>A file or folder of the host that a bottle sees at its own path (<c>--share PATH[:ro]</c>).</summary>
/// <param name="Path">An absolute path.</param>
/// <param name="ReadOnly">True if the agent cannot write there.</param>
internal sealed record Share(string Path, bool ReadOnly);
