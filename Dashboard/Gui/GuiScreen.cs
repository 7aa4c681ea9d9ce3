using BotBottle.Dashboard.Views;
using Terminal.Gui.App;

namespace BotBottle.Dashboard.Gui;

/// <summary>
/// Draws pictures with the views of Terminal.Gui, into cells. The loop of the dashboard asks for each frame; the library's own loop, input and output do not
/// run. Not safe for several threads at once.
/// </summary>
internal sealed class GuiScreen : IDisposable
{
    private readonly CellOutput _output = new();
    private readonly Task<(IApplication Application, DashboardWindow Window, SessionToken Session)> _started;
    private (int Width, int Height) _size = (1, 1);

    /// <summary>Starts the library, beside what the caller does until its first picture.</summary>
    public GuiScreen() => _started = Task.Run(Start);

    /// <summary>Draws a picture.</summary>
    public Frame Draw(Picture picture)
    {
        (IApplication application, DashboardWindow window, _) = _started.GetAwaiter().GetResult();
        if (_size != (picture.Width, picture.Height))
        {
            _size = (picture.Width, picture.Height);
            application.Driver!.SetScreenSize(picture.Width, picture.Height);
            window.SetNeedsLayout();
            window.SetNeedsDraw();
        }

        window.Show(picture);
        application.LayoutAndDraw();
        return new Frame(picture, _output.Rows);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (IApplication application, DashboardWindow window, SessionToken session) = _started.GetAwaiter().GetResult();
        application.End(session);
        window.Dispose();
        application.Dispose();
    }

    private (IApplication Application, DashboardWindow Window, SessionToken Session) Start()
    {
        IApplication application = Application.Create();
        application.AppModel = AppModel.FullScreen; // whatever the operator's own file for the library says
        application.Driver = CellDriver.Create(_output);
        application.Driver.SetScreenSize(_size.Width, _size.Height);
        application.Initialized = true;
        DashboardWindow window = new();
        SynchronizationContext? context = SynchronizationContext.Current;
        SessionToken session = application.Begin(window)!;
        SynchronizationContext.SetSynchronizationContext(context);
        return (application, window, session);
    }
}
