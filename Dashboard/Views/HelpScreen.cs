using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The keys of the present screen and of all screens, from the key map.</summary>
internal static class HelpScreen
{
    private const int KeyCells = 22;

    /// <summary>Draws the lines of the screen.</summary>
    public static List<Line> Draw(DashboardState state, int height)
    {
        string name = state.Screen == Screen.Run ? "one run" : state.Screen.ToString().ToLowerInvariant();
        List<Line> lines = [LineWriter.Of(state.Width, $"Keys of the screen '{name}'", Tone.Strong)];
        foreach ((string keys, string help) in Texts(state.Screen).Take(height - 1))
        {
            lines.Add(new LineWriter(state.Width).Add(" ").AddFixed(keys, KeyCells, Tone.Accent).Add(" " + help).ToLine());
        }

        return lines;
    }

    /// <summary>The keys and their effects, one per line.</summary>
    public static List<(string Keys, string Help)> Texts(Screen screen)
    {
        List<(string Keys, string Help)> texts = [];
        foreach (KeyBinding binding in KeyMap.Bindings.Where(binding => KeyMap.Holds(binding, screen)))
        {
            string keys = string.Join(' ', binding.Keys);
            if (texts is [.., (var before, var same)] && same == binding.Help)
            {
                texts[^1] = ($"{before} {keys}", same);
            }
            else
            {
                texts.Add((keys, binding.Help));
            }
        }

        texts.Add(("mouse", screen == Screen.Run ? "click parts, tabs and the keys below" : "click selects, again opens; titles, tabs and keys too"));
        return texts;
    }
}
