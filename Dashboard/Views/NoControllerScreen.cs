using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The screen before the first snapshot.</summary>
internal static class NoControllerScreen
{
    /// <summary>Draws the lines of the screen.</summary>
    public static List<Line> Draw(DashboardState state)
    {
        List<Line> lines = [LineWriter.Of(state.Width, "")];
        if (state.Link.Reason is not { } reason)
        {
            lines.Add(LineWriter.Of(state.Width, $"  Asking the controller at {state.Address} …"));
            return lines;
        }

        lines.Add(LineWriter.Of(state.Width, $"  No controller is running at {state.Address}", Tone.Bad));
        lines.AddRange(CellText.Wrap(reason, state.Width - 4, 3).Select(row => LineWriter.Of(state.Width, "  " + row, Tone.Dim)));
        lines.Add(LineWriter.Of(state.Width, ""));
        lines.Add(LineWriter.Of(state.Width, "  Start an agent, which starts it:    bot-bottle run -- COMMAND"));
        lines.Add(LineWriter.Of(state.Width, "  or start it alone:                  bot-bottle controller start"));
        lines.Add(LineWriter.Of(state.Width, ""));
        lines.Add(LineWriter.Of(state.Width, "  This screen goes on asking, and shows the host as soon as it answers."));
        return lines;
    }
}
