namespace BotBottle.Dashboard.Input;

/// <summary>A key and what it does.</summary>
/// <param name="Keys">The keys; any of them.</param>
/// <param name="Command">What it stands for.</param>
/// <param name="Screens">Where it holds.</param>
/// <param name="Label">A word or two for the footer; empty where it does not stand there.</param>
/// <param name="Help">What it does, for the list of keys; neighbours of the same text stand there on one line.</param>
internal sealed record KeyBinding(KeyStroke[] Keys, UiCommand Command, ScreenSet Screens, string Label, string Help);
