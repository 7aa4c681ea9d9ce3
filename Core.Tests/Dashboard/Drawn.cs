using System.Collections.Concurrent;
using BotBottle.Dashboard.Gui;
using BotBottle.Dashboard.State;
using BotBottle.Dashboard.Views;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>Pictures as the library's views draw them. The views are kept from test to test, as they are from picture to picture.</summary>
internal static class Drawn
{
    private static readonly ConcurrentBag<GuiScreen> Screens = [];

    public static Frame Of(DashboardState state)
    {
        GuiScreen screen = Screens.TryTake(out GuiScreen? kept) ? kept : new GuiScreen();
        Frame frame = screen.Draw(Picture.Draw(state));
        Screens.Add(screen);
        return frame;
    }

    /// <summary>The text of each row.</summary>
    public static string[] Rows(DashboardState state) => Of(state).Texts();

    public static string[] Texts(this Frame frame) => [.. Enumerable.Range(0, frame.Rows.Length).Select(frame.TextOf)];
}
