using BotBottle.Dashboard.Views;
using Spectre.Console;

namespace BotBottle.Dashboard.Terminal;

/// <summary>Terminal styles of tones and looks. It uses the terminal's own sixteen colours, so that the operator's theme applies.</summary>
internal static class Palette
{
    private static readonly Style[] Tones =
    [
        Style.Plain, new(decoration: Decoration.Dim), new(decoration: Decoration.Bold), new(Color.Teal), new(Color.Green), new(Color.Olive), new(Color.Maroon),
    ];

    private static readonly Style Inverted = new(decoration: Decoration.Invert);
    private static readonly Style InvertedStrong = new(decoration: Decoration.Invert | Decoration.Bold);

    /// <summary>The style of a span.</summary>
    public static Style Of(Tone tone, LineLook look) => look switch
    {
        LineLook.Stale => Tones[(int)Tone.Dim],
        LineLook.Selected => Inverted,
        LineLook.Bar => tone switch
        {
            Tone.Strong or Tone.Accent => InvertedStrong,
            Tone.Warn or Tone.Bad => Tones[(int)tone].Combine(InvertedStrong),
            _ => Inverted,
        },
        _ => Tones[(int)tone],
    };
}
