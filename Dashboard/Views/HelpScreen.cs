using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The keys of the screen in view and those that hold everywhere, made from the key map.</summary>
internal static class HelpScreen
{
    /// <summary>The lines.</summary>
    public static List<Line> Draw(DashboardState state, int height)
    {
        List<KeyBinding> here = [.. KeyMap.Bindings.Where(binding => KeyMap.Holds(binding, state.Screen))];
        string name = state.Screen == Screen.Run ? "one run" : state.Screen.ToString().ToLowerInvariant();
        List<Line> lines = [LineWriter.Of(state.Width, $"Keys of the screen '{name}'", Tone.Strong)];
        // Two columns where one is too long.
        int rows = here.Count <= height - 1 || state.Width < 2 * Picture.MinWidth ? here.Count : (here.Count + 1) / 2;
        int columns = rows == here.Count ? 1 : 2;
        for (int row = 0; row < rows; row++)
        {
            LineWriter line = new(state.Width);
            for (int i = row; i < here.Count; i += rows)
            {
                int cells = state.Width / columns;
                line.AddFixed(" " + string.Join(", ", here[i].Keys), 10, Tone.Accent).AddFixed(here[i].Help, cells - 11).AddFixed("", 1);
            }

            lines.Add(line.ToLine());
        }

        return lines;
    }
}
