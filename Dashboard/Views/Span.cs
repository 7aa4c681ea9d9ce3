namespace BotBottle.Dashboard.Views;

/// <summary>A piece of a line, with clean text (<see cref="CellText"/>).</summary>
/// <param name="Text">The text.</param>
/// <param name="Tone">The meaning of the text.</param>
internal readonly record struct Span(string Text, Tone Tone);
