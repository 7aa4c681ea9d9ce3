using System.Drawing;
using BotBottle.Dashboard.Views;
using Terminal.Gui.Drawing;
using Terminal.Gui.Drivers;
using Terminal.Gui.ViewBase;

namespace BotBottle.Dashboard.Gui;

/// <summary>The view of a panel. It is drawn again only if its lines changed, or what covers it.</summary>
internal sealed class PanelView : View
{
    private IReadOnlyList<Line> _lines = [];

    /// <summary>Creates a view that shows nothing.</summary>
    public PanelView()
    {
        CanFocus = false;
        SetScheme(new Scheme(Palette.Of(Tone.Warn))); // of the frame
        Visible = false;
    }

    /// <summary>Shows a panel.</summary>
    /// <returns>True if the panel takes other cells than before.</returns>
    public bool Show(Panel? panel)
    {
        if (panel is null)
        {
            bool hidden = Visible;
            Visible = false;
            return hidden;
        }

        Rectangle frame = new(panel.Column, panel.Row, panel.Width, panel.Height);
        bool moved = !Visible || Frame != frame;
        if (moved)
        {
            BorderStyle = panel.Framed ? LineStyle.Single : LineStyle.None;
            (X, Y, Width, Height) = (frame.X, frame.Y, frame.Width, frame.Height);
            Visible = true;
        }

        bool changed = !_lines.SequenceEqual(panel.Lines);
        _lines = panel.Lines;
        if (changed || moved)
        {
            SetNeedsDraw();
        }

        return moved;
    }

    /// <inheritdoc/>
    protected override bool OnClearingViewport() => true; // the lines fill it

    /// <inheritdoc/>
    protected override bool OnDrawingContent(DrawContext? context)
    {
        IOutputBuffer buffer = App!.Driver!.GetOutputBuffer();
        CellPainter.Paint(buffer, ViewportToScreen(new Rectangle(Point.Empty, Viewport.Size)), _lines);
        return true;
    }
}
