using Terminal.Gui.Drivers;
using Terminal.Gui.ViewBase;

namespace BotBottle.Dashboard.Gui;

/// <summary>The library's watch on the terminal's size, which sees no change: the picture says its size.</summary>
internal sealed class FixedSize : ISizeMonitor
{
    /// <inheritdoc/>
    public event EventHandler<SizeChangedEventArgs>? SizeChanged
    {
        add { }
        remove { }
    }

    /// <inheritdoc/>
    public bool Poll() => false;
}
