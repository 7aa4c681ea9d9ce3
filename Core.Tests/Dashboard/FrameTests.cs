using System.Text;
using BotBottle.Dashboard.Gui;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;
using BotBottle.Dashboard.Terminal;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>The written bytes make a terminal show the picture, and no more is written than needed.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class FrameTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public void The_terminal_shows_the_picture_after_any_changes([Range(1, 6)] int seed, [Values] bool colours)
    {
        Random random = new(seed);
        CellEncoder encoder = new(colours ? TerminalLook.Colours : TerminalLook.None);
        FrameDiff diff = new(encoder);
        DashboardState state = Samples.Many(30);
        ScreenModel screen = new(80, 24);
        KeyStroke[] keys = [
            .. KeyMap.Bindings.Where(binding => binding.Command != UiCommand.Quit).SelectMany(binding => binding.Keys), KeyStroke.Of('y'), KeyStroke.Of('漢')];
        for (int i = 0; i < 300; i++)
        {
            state = random.Next(10) switch
            {
                0 => state.After(Samples.Update(exchanges: [Samples.Exchange(1000 + i, $"run-{random.Next(30):000}", random.Next(9000))])),
                1 => state.After(Samples.Update(events: [Samples.Event(2000 + i, message: new string((char)random.Next(0x20, 0xffff), random.Next(60)))])),
                2 => state.After(new Message.Ticked(state.Now.AddSeconds(random.Next(5)))),
                3 => state.After(new Message.LinkLost("gone", state.Now)),
                4 => state.After(Samples.Update()),
                _ => state.Press(keys[random.Next(keys.Length)]),
            };
            Frame frame = Drawn.Of(state);
            screen.Write(Encoding.UTF8.GetBytes(diff.To(frame)));
            Assert.That(screen.Text, Is.EqualTo(string.Join('\n', frame.Texts().Select(row => row.TrimEnd()))), $"step {i}");
        }
    }

    [Test]
    public void Only_words_that_changed_are_written()
    {
        CellEncoder encoder = new(TerminalLook.Colours);
        FrameDiff diff = new(encoder);
        DashboardState state = Samples.Many(500);
        int whole = diff.To(Drawn.Of(state)).Length;
        Assert.That(diff.To(Drawn.Of(state)), Is.Empty);
        string cursor = diff.To(Drawn.Of(state.Press(KeyKind.Down)));
        // Two rows, the facts below them and the footer.
        Assert.That(cursor.Length, Is.LessThan(whole / 3));
        string tick = diff.To(Drawn.Of(state.Press(KeyKind.Down).After(new Message.Ticked(state.Now.AddSeconds(1)))));
        Assert.That(tick, Does.Contain("\u001b[1;").And.Not.Contain("live"));
        Assert.That(tick.Length, Is.LessThan(whole / 20));
        diff.Forget();
        Assert.That(diff.To(Drawn.Of(state)), Has.Length.EqualTo(whole));
    }

    [Test]
    public void A_terminal_with_other_character_widths_keeps_its_columns()
    {
        CellEncoder encoder = new(TerminalLook.None);
        DashboardState state = Samples.Empty.After(Samples.Update(snapshot: true, [Samples.Run("漢字漢字"), Samples.Run("plain")]));
        ScreenModel screen = new(80, 24, narrow: true);
        screen.Write(Encoding.UTF8.GetBytes(new FrameDiff(encoder).To(Drawn.Of(state))));
        int state1 = Enumerable.Range(2, 2).Select(screen.Row).First(row => row.Contains("plain", StringComparison.Ordinal))
            .IndexOf("running", StringComparison.Ordinal);
        int state2 = Enumerable.Range(2, 2).Select(screen.Row).First(row => row.Contains('漢')).IndexOf("running", StringComparison.Ordinal);
        Assert.That(state2, Is.EqualTo(state1));
    }

    [Test]
    public void A_locale_without_utf8_gets_the_same_cells_in_ascii()
    {
        CellEncoder encoder = new(TerminalLook.Ascii);
        DashboardState state = Samples.Three().After(Samples.Update(runs: [Samples.Run("漢字")]));
        string output = new FrameDiff(encoder).To(Drawn.Of(state));
        Assert.That(Ascii.IsValid(output), Is.True);
        Assert.That(output, Does.Contain("????").And.Contain("#...."));
        new ScreenModel(80, 24).Write(Encoding.UTF8.GetBytes(output));
    }

    [Test]
    public void No_color_removes_colours_and_keeps_inverted_text()
    {
        CellEncoder plain = new(TerminalLook.None);
        CellEncoder coloured = new(TerminalLook.Colours);
        string without = new FrameDiff(plain).To(Drawn.Of(Samples.Three()));
        Assert.That(without, Does.Not.Match("\u001b\\[[0-9;]*(3[0-7]|9[0-7])m").And.Match("\u001b\\[0;7m"));
        Assert.That(new FrameDiff(coloured).To(Drawn.Of(Samples.Three())), Does.Match("\u001b\\[[0-9;]*3[0-7]m"));
        CellEncoder text = new(TerminalLook.Plain);
        StringBuilder output = new();
        Frame frame = Drawn.Of(Samples.Three());
        text.Encode(output, frame.Rows[2], 0, frame.Rows[2].Length, placed: false);
        Assert.That(output.ToString(), Is.EqualTo(frame.TextOf(2)));
    }

    [Test]
    public void A_slow_terminal_gets_the_newest_picture_and_no_queue()
    {
        ScreenModel screen = new(80, 24);
        using ManualResetEventSlim released = new(false);
        using SemaphoreSlim written = new(0);
        screen.Written = () =>
        {
            written.Release();
            released.Wait(Patience);
        };
        CellEncoder encoder = new(TerminalLook.Colours);
        using FrameWriter frames = new(screen, encoder, () => { });
        frames.Resume();
        DashboardState state = Samples.Many(100);
        frames.Show(Drawn.Of(state));
        Assert.That(written.Wait(Patience), Is.True);
        // The terminal is blocked with the first picture; a hundred follow.
        for (int i = 0; i < 100; i++)
        {
            state = state.Press(KeyKind.Down);
            frames.Show(Drawn.Of(state));
        }

        released.Set();
        Assert.That(written.Wait(Patience), Is.True);
        Assert.That(screen.Writes, Is.EqualTo(2));
        Assert.That(screen.Text, Is.EqualTo(string.Join('\n', Drawn.Rows(state).Select(row => row.TrimEnd()))));
    }

    [Test]
    public void A_copied_text_reaches_the_terminal_once_with_the_next_picture()
    {
        RecordingTerminal terminal = new();
        CellEncoder encoder = new(TerminalLook.None);
        using FrameWriter frames = new(terminal, encoder, () => { });
        frames.Resume();
        frames.Copy("id-otter");
        frames.Show(Drawn.Of(Samples.Three()));
        Assert.That(terminal.Written.Wait(Patience), Is.True);
        frames.Show(Drawn.Of(Samples.Empty));
        Assert.That(terminal.Written.Wait(Patience), Is.True);
        Assert.That(terminal.Texts[0], Does.StartWith("\u001b]52;c;aWQtb3R0ZXI=\u001b\\\u001b[?2026h"));
        Assert.That(terminal.Texts[1], Does.StartWith("\u001b[?2026h").And.Not.Contain("]52;"));
    }

    [Test]
    public void A_lost_terminal_is_reported_once()
    {
        using SemaphoreSlim gone = new(0);
        CellEncoder encoder = new(TerminalLook.None);
        using FrameWriter frames = new(new GoneTerminal(), encoder, () => gone.Release());
        frames.Resume();
        frames.Show(Drawn.Of(Samples.Three()));
        Assert.That(gone.Wait(Patience), Is.True);
        frames.Show(Drawn.Of(Samples.Empty));
        Assert.That(gone.CurrentCount, Is.Zero);
    }

    private sealed class RecordingTerminal : ITerminal
    {
        public List<string> Texts { get; } = [];

        public SemaphoreSlim Written { get; } = new(0);

        public (int Width, int Height) Size => (80, 24);

        public void Write(ReadOnlySpan<byte> bytes)
        {
            Texts.Add(Encoding.UTF8.GetString(bytes));
            Written.Release();
        }

        public int Read(Span<byte> buffer, int milliseconds) => -1;
    }

    private sealed class GoneTerminal : ITerminal
    {
        public (int Width, int Height) Size => (80, 24);

        public void Write(ReadOnlySpan<byte> bytes) => throw new IOException("gone");

        public int Read(Span<byte> buffer, int milliseconds) => -1;
    }
}
