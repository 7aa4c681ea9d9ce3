using Attribute = Terminal.Gui.Drawing.Attribute;

namespace BotBottle.Dashboard.Gui;

/// <summary>One cell of a frame.</summary>
/// <param name="Text">The character with its combining marks; empty for the right half of a wide character.</param>
/// <param name="Style">The colours and the style.</param>
internal readonly record struct FrameCell(string Text, Attribute Style);
