using System.Text;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Dashboard.Gui;
using BotBottle.Dashboard.State;
using BotBottle.Dashboard.Terminal;
using BotBottle.Dashboard.Views;

namespace BotBottle.Dashboard;

/// <summary>The operator's dashboard, live on a terminal or once as text.</summary>
public static class DashboardProgram
{
    private const int DefaultWidth = 80, DefaultHeight = 24;

    /// <summary>True if standard input and output are a terminal.</summary>
    public static bool HasTerminal => TerminalDevice.IsThere;

    /// <summary>Shows the host until the operator leaves or a signal ends it, then restores the terminal.</summary>
    /// <param name="host">The host.</param>
    /// <param name="options">The start options.</param>
    /// <param name="cancellation">Ends the dashboard.</param>
    public static async Task RunAsync(IHost host, DashboardOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(options);
        LibraryStart.Load();
        TerminalDevice device = new();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        (int width, int height) = device.Size;
        using GuiScreen screen = new();
        CellEncoder encoder = new((options.Colours ? TerminalLook.Colours : TerminalLook.None) | (options.Utf8 ? TerminalLook.None : TerminalLook.Ascii));
        using FrameWriter frames = new(device, encoder, stop.Cancel);
        DashboardLoop loop = new(host, screen, frames, options.Time);
        using TerminalSession session = new(device, frames, options.Mouse, () => Post(loop, device), stop.Cancel);
        KeyboardThread.Start(device, loop.Press, stop.Cancel);
        try
        {
            await loop.RunAsync(options.FirstState(host.Address, width, height), session.Suspend, session.Redraw, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // A signal or the loss of the terminal is a normal end.
        }
    }

    /// <summary>Renders the present picture once.</summary>
    /// <param name="host">The host.</param>
    /// <param name="options">The start options.</param>
    /// <param name="width">The columns; null for the terminal's, or 80.</param>
    /// <param name="height">The rows; null for the terminal's, or 24.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <returns>The picture's lines. Control sequences set colours only, and only if the options allow them.</returns>
    /// <exception cref="ControllerException">The controller does not respond.</exception>
    public static async Task<string> OnceAsync(IHost host, DashboardOptions options, int? width, int? height, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(options);
        LibraryStart.Load();
        (int Width, int Height)? size = TerminalDevice.SizeOf();
        DashboardState state = options.FirstState(host.Address, width ?? size?.Width ?? DefaultWidth, height ?? size?.Height ?? DefaultHeight);
        await foreach (HostUpdate update in host.WatchAsync(null, null, cancellation).WithCancellation(cancellation).ConfigureAwait(false))
        {
            state = Reducer.Reduce(state, new Message.HostChanged(update));
            if (update.Events.Count < HostUpdate.MostHistory && update.Exchanges.Count < HostUpdate.MostHistory)
            {
                break; // the history is complete
            }
        }

        CellEncoder encoder = new((options.Colours ? TerminalLook.Colours : TerminalLook.Plain) | (options.Utf8 ? TerminalLook.None : TerminalLook.Ascii));
        using GuiScreen screen = new();
        StringBuilder text = new();
        foreach (FrameCell[] cells in screen.Draw(Picture.Draw(state)).Rows)
        {
            StringBuilder row = new();
            encoder.Encode(row, cells, 0, cells.Length, placed: false);
            encoder.Reset(row);
            text.Append(options.Colours ? row.ToString() : row.ToString().TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    // Uses the thread pool: the queue may be full, and the signal's thread must not block.
    private static void Post(DashboardLoop loop, TerminalDevice device) => ThreadPool.QueueUserWorkItem(_ =>
    {
        (int width, int height) = device.Size;
        loop.Post(new Message.Resized(width, height));
    });
}
