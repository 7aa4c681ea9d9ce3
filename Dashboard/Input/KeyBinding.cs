namespace BotBottle.Dashboard.Input;

/// <summary>A key and its command.</summary>
/// <param name="Keys">The keys, each of which invokes the command.</param>
/// <param name="Command">The command.</param>
/// <param name="Screens">The screens with this key.</param>
/// <param name="Label">The short text for the footer; empty to leave the key out of it.</param>
/// <param name="Help">The text for the list of keys; neighbours with the same text share a line.</param>
internal sealed record KeyBinding(KeyStroke[] Keys, UiCommand Command, ScreenSet Screens, string Label, string Help);
