namespace BotBottle.Dashboard.Views;

/// <summary>A piece of a line. Its text is clean (<see cref="CellText"/>).</summary>
/// <param name="Text">The text.</param>
/// <param name="Tone">What it means.</param>
internal readonly record struct Span(string Text, Tone Tone);
