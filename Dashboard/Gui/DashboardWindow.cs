using BotBottle.Dashboard.Views;
using Terminal.Gui.Drawing;
using Terminal.Gui.Views;

namespace BotBottle.Dashboard.Gui;

/// <summary>The window over the whole terminal, with a view for each panel of a picture.</summary>
internal sealed class DashboardWindow : Runnable
{
    private readonly PanelView[] _views = [.. Enum.GetValues<PanelKind>().Select(_ => new PanelView())];

    /// <summary>Creates the window with its views, the highest last.</summary>
    public DashboardWindow()
    {
        SchemeName = null;
        SetScheme(new Scheme(Palette.Of(Tone.Normal)));
        Add(_views);
    }

    /// <summary>Binds the views to a picture.</summary>
    public void Show(Picture picture)
    {
        bool moved = false;
        foreach (PanelKind kind in Enum.GetValues<PanelKind>())
        {
            moved |= _views[(int)kind].Show(picture.Panels.FirstOrDefault(panel => panel.Kind == kind));
        }

        if (moved)
        {
            // Views may have overlapped before or do now, so each is drawn again.
            foreach (PanelView view in _views)
            {
                view.SetNeedsDraw();
            }
        }
    }

    /// <inheritdoc/>
    protected override bool OnClearingViewport() => true; // the panels fill it
}
