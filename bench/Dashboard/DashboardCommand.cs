using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using BotBottle.Core.Control;
using BotBottle.Dashboard;
using BotBottle.Dashboard.Gui;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;
using BotBottle.Dashboard.Terminal;
using BotBottle.Dashboard.Views;

namespace BotBottle.Bench.Dashboard;

/// <summary>
/// <c>dotnet run -c Release --project bench -- dashboard</c>: the dashboard's own loop over a host of 500 runs with 200 changes a second, each a line of JSON
/// with an event, a model call, its run and its budgets. It measures reducing and drawing on a terminal of 200×50, the time from a key to its picture, and the
/// whole process compared with one that only reads the lines.
/// </summary>
internal static class DashboardCommand
{
    private const int Runs = 500;
    private const int PerSecond = 200;
    private const int Pictures = 10;

    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenKeys = TimeSpan.FromMilliseconds(223);

    public static async Task<int> RunAsync()
    {
        bool good = await PartsAsync();
        await AloneAsync();
        using BusyHost host = new(Runs, PerSecond);
        Screenless terminal = new(200, 50);
        using GuiScreen views = new();
        using FrameWriter frames = new(terminal, new CellEncoder(TerminalLook.Colours), () => { });
        frames.Resume();
        DashboardLoop loop = new(host, views, frames, TimeProvider.System);
        using CancellationTokenSource stop = new();
        DashboardState first = new DashboardOptions("runs", true, true, TimeProvider.System).FirstState(host.Address, 200, 50);
        Task running = loop.RunAsync(first, () => { }, () => { }, stop.Token);
        await Task.Delay(Warm);
        foreach (char screen in "1234")
        {
            loop.Press(KeyStroke.Of(screen));
            await Task.Delay(TimeSpan.FromSeconds(1));
            good &= await MeasureAsync(loop, host, terminal, screen);
        }

        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return good ? 0 : 1;
    }

    /// <summary>The cost of each part.</summary>
    private static async Task<bool> PartsAsync()
    {
        const int Lines = 4000; // all of the code is compiled by then
        using BusyHost host = new(Runs, 1_000_000);
        DashboardState state = new DashboardOptions("runs", true, true, TimeProvider.System).FirstState("busy", 200, 50);
        List<HostUpdate> updates = [];
        await foreach (HostUpdate update in host.WatchAsync(null, null, default))
        {
            updates.Add(update);
            if (updates.Count > 2 * Lines)
            {
                break;
            }
        }

        state = updates[..^300].Aggregate(state, (now, update) => Reducer.Reduce(now, new Message.HostChanged(update)));
        int next = 0;
        HostUpdate[] more = [.. updates[^300..]];
        double reduce = MicrosecondsOf(_ => state = Reducer.Reduce(state, new Message.HostChanged(more[next++])));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"reduce a line: {reduce:F1} µs"));
        bool good = true;
        string text = JsonSerializer.Serialize(more[0], ControlJson.Default.HostUpdate);
        double read = MicrosecondsOf(_ => JsonSerializer.Deserialize(text, ControlJson.Default.HostUpdate)!);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"read a line: {read:F1} µs"));
        using GuiScreen views = new();
        foreach (bool warm in (bool[])[true, false])
        {
            foreach (Screen screen in Enum.GetValues<Screen>())
            {
                DashboardState shown = state with { Screen = screen, OpenRun = state.SelectedRun };
                double draw = MicrosecondsOf(i => views.Draw(Picture.Draw(shown with { Now = shown.Now.AddSeconds(i / 100.0) })));
                Frame frame = views.Draw(Picture.Draw(shown));
                FrameDiff diff = new(new CellEncoder(TerminalLook.Colours));
                double write = MicrosecondsOf(_ =>
                {
                    diff.Forget();
                    return diff.To(frame);
                });
                double share = (PerSecond * reduce + Pictures * (draw + write)) / 1e6 * 100;
                if (!warm)
                {
                    good &= share < 10;
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{screen}: draw {draw:F0} µs, write all of it {write:F0} µs: with {PerSecond} lines and {Pictures} pictures a second {share:F1} % of "
                            + $"one core"));
                }
            }
        }

        return good;
    }

    /// <summary>Processor time instead of wall time, so that other programs do not count.</summary>
    private static double MicrosecondsOf(Func<int, object> work)
    {
        const int Times = 300;
        using Process self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        for (int i = 0; i < Times; i++)
        {
            _ = work(i);
        }

        self.Refresh();
        return (self.TotalProcessorTime - before).TotalMicroseconds / Times;
    }

    /// <summary>The cost of the host itself: its timer, and reading its lines.</summary>
    private static async Task AloneAsync()
    {
        using BusyHost host = new(Runs, PerSecond);
        using Process self = Process.GetCurrentProcess();
        long begun = 0;
        TimeSpan before = default;
        await foreach (HostUpdate update in host.WatchAsync(null, null, default))
        {
            if (begun == 0 && !update.Snapshot)
            {
                self.Refresh();
                (begun, before) = (Stopwatch.GetTimestamp(), self.TotalProcessorTime);
            }

            if (begun != 0 && Stopwatch.GetElapsedTime(begun) > Warm)
            {
                break;
            }
        }

        self.Refresh();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"the same lines read by nobody: {(self.TotalProcessorTime - before).TotalSeconds / Stopwatch.GetElapsedTime(begun).TotalSeconds * 100:F1} % of "
                + $"one core"));
    }

    private static async Task<bool> MeasureAsync(DashboardLoop loop, BusyHost host, Screenless terminal, char screen)
    {
        (int writes, long bytes, long told) = (terminal.Writes, terminal.Bytes, host.Told);
        using Process self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        long begun = Stopwatch.GetTimestamp();
        List<double> keys = [];
        loop.Press(KeyStroke.Of('/'));
        for (int i = 0; Stopwatch.GetElapsedTime(begun) < Measured; i++)
        {
            await Task.Delay(BetweenKeys);
            // Types a letter and deletes it; only the keys change its line.
            Task<long> shown = terminal.NextChangeOfStatusAsync();
            long pressed = Stopwatch.GetTimestamp();
            loop.Press(i % 2 == 0 ? KeyStroke.Of('-') : new KeyStroke(KeyKind.Backspace));
            keys.Add(Stopwatch.GetElapsedTime(pressed, await shown).TotalMilliseconds);
        }

        loop.Press(new KeyStroke(KeyKind.Escape));
        self.Refresh();
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        double share = (self.TotalProcessorTime - before).TotalSeconds / seconds * 100;
        keys.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"screen {screen}: {(host.Told - told) / seconds:F0} lines a second, {share:F1} % of one core; a key to its picture: median "
                + $"{keys[keys.Count / 2]:F1} ms, worst {keys[^1]:F1} ms of {keys.Count}; {(terminal.Writes - writes) / seconds:F1} pictures and "
                + $"{(terminal.Bytes - bytes) / seconds / 1024:F1} KiB a second"));
        return keys[^1] < 100;
    }

    /// <summary>A terminal that accepts everything at once and keeps nothing.</summary>
    private sealed class Screenless(int width, int height) : ITerminal
    {
        private readonly byte[] _status = Encoding.ASCII.GetBytes($"\u001b[{height - 1};");
        private TaskCompletionSource<long>? _waiting;

        public (int Width, int Height) Size => (width, height);

        public int Writes { get; private set; }

        public long Bytes { get; private set; }

        public Task<long> NextChangeOfStatusAsync()
        {
            TaskCompletionSource<long> next = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _waiting, next);
            return next.Task;
        }

        public void Write(ReadOnlySpan<byte> bytes)
        {
            Writes++;
            Bytes += bytes.Length;
            if (bytes.IndexOf(_status) >= 0)
            {
                Interlocked.Exchange(ref _waiting, null)?.TrySetResult(Stopwatch.GetTimestamp());
            }
        }

        public int Read(Span<byte> buffer, int milliseconds) => throw new NotSupportedException();
    }
}
