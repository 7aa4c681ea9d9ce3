using System.Globalization;
using BotBottle.Core.Policy;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The top line: the screens with their keys, the pending approvals and the state of the connection.</summary>
internal static class HeaderLine
{
    /// <summary>Draws the line.</summary>
    public static Line Draw(DashboardState state)
    {
        LineWriter line = new(state.Width);
        int waiting = state.Approvals.Values.Count(approval => approval.State == ApprovalState.Pending);
        line.Add(" ");
        Tab(line, state, Screen.Runs, string.Create(CultureInfo.InvariantCulture, $"1 runs ({Rates.Of(state).LiveRuns})"));
        Tab(line, state, Screen.Budgets, "2 budgets");
        Tab(line, state, Screen.Approvals, waiting == 0 ? "3 approvals" : string.Create(CultureInfo.InvariantCulture, $"3 approvals ({waiting}!)"),
            waiting > 0);
        Tab(line, state, Screen.Events, "4 events");
        string gone = Figures.Span(state.Now - state.Link.Since);
        string time = Figures.Time(state, state.Now);
        string rate = Figures.Amount(Rates.Of(state).Total);
        string[] texts = state.Link.Up
            ? [$"{rate} tok/min  live {time} ", $"{rate}/min live {time} ", $"live {time} ", "live "]
            : state.Known ? [$"controller gone {gone} ", $"gone {gone} ", "gone "] : ["no controller ", "none "];
        // The state of the connection is shown at any width.
        line.AddRight(texts.FirstOrDefault(text => text.Length < line.Room) ?? texts[^1], state.Link.Up ? Tone.Good : Tone.Bad);
        return line.ToLine(LineLook.Bar);
    }

    private static void Tab(LineWriter line, DashboardState state, Screen screen, string text, bool urgent = false)
    {
        bool here = state.Screen == screen || (screen == Screen.Runs && state.Screen == Screen.Run);
        int begun = line.Used;
        line.Add(here ? $"[{text}]" : $" {text} ", here ? Tone.Strong : urgent ? Tone.Warn : Tone.Normal)
            .Touch(begun, new Touch.OfKey(KeyStroke.Of(text[0]), ""));
    }
}
