using BotBottle.Dashboard.Views;
using Terminal.Gui.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace BotBottle.Dashboard.Gui;

/// <summary>
/// Attributes of tones and looks. It uses the sixteen named colours on the terminal's own background, so that the operator's theme applies.
/// </summary>
internal static class Palette
{
    private static readonly Attribute[] Tones =
    [
        With(Color.None, TextStyle.None), With(Color.None, TextStyle.Faint), With(Color.None, TextStyle.Bold), Coloured(ColorName16.Cyan),
        Coloured(ColorName16.Green), Coloured(ColorName16.Yellow), Coloured(ColorName16.Red),
    ];

    private static readonly Attribute Inverted = With(Color.None, TextStyle.Reverse);
    private static readonly Attribute InvertedStrong = With(Color.None, TextStyle.Reverse | TextStyle.Bold);

    /// <summary>The attribute of a span.</summary>
    public static Attribute Of(Tone tone, LineLook look = LineLook.Plain) => look switch
    {
        LineLook.Stale => Tones[(int)Tone.Dim],
        LineLook.Selected => Inverted,
        LineLook.Bar => tone switch
        {
            Tone.Strong or Tone.Accent => InvertedStrong,
            Tone.Warn or Tone.Bad => Tones[(int)tone] with { Style = TextStyle.Reverse | TextStyle.Bold },
            _ => Inverted,
        },
        _ => Tones[(int)tone],
    };

    private static Attribute Coloured(ColorName16 name) => With(new Color(name), TextStyle.None);

    private static Attribute With(Color foreground, TextStyle style) => new(foreground, Color.None, style);
}
