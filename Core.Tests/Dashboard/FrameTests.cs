using System.Text;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;
using BotBottle.Dashboard.Terminal;
using BotBottle.Dashboard.Views;

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
        using LineEncoder encoder = new(colours ? TerminalLook.Colours : TerminalLook.None);
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
            Line[] picture = Picture.Draw(state);
            screen.Write(Encoding.UTF8.GetBytes(diff.To(picture)));
            Assert.That(screen.Text, Is.EqualTo(string.Join('\n', picture.Select(line => line.Text.TrimEnd()))), $"step {i}");
        }
    }

    [Test]
    public void Only_lines_that_changed_are_written()
    {
        using LineEncoder encoder = new(TerminalLook.Colours);
        FrameDiff diff = new(encoder);
        DashboardState state = Samples.Many(500);
        int whole = diff.To(Picture.Draw(state)).Length;
        Assert.That(diff.To(Picture.Draw(state)), Is.Empty);
        string cursor = diff.To(Picture.Draw(state.Press(KeyKind.Down)));
        // Two rows, the facts below them and the footer.
        Assert.That(cursor.Split("H").Length - 1, Is.LessThan(12));
        Assert.That(cursor.Length, Is.LessThan(whole / 2));
        diff.Forget();
        Assert.That(diff.To(Picture.Draw(state)), Has.Length.EqualTo(whole));
    }

    [Test]
    public void A_terminal_with_other_character_widths_keeps_its_columns()
    {
        using LineEncoder encoder = new(TerminalLook.None);
        DashboardState state = Samples.Empty.After(Samples.Update(snapshot: true, [Samples.Run("漢字漢字"), Samples.Run("plain")]));
        ScreenModel screen = new(80, 24, narrow: true);
        screen.Write(Encoding.UTF8.GetBytes(new FrameDiff(encoder).To(Picture.Draw(state))));
        int state1 = Enumerable.Range(2, 2).Select(screen.Row).First(row => row.Contains("plain", StringComparison.Ordinal))
            .IndexOf("running", StringComparison.Ordinal);
        int state2 = Enumerable.Range(2, 2).Select(screen.Row).First(row => row.Contains('漢')).IndexOf("running", StringComparison.Ordinal);
        Assert.That(state2, Is.EqualTo(state1));
    }

    [Test]
    public void A_locale_without_utf8_gets_the_same_cells_in_ascii()
    {
        using LineEncoder encoder = new(TerminalLook.Ascii);
        DashboardState state = Samples.Three().After(Samples.Update(runs: [Samples.Run("漢字")]));
        string output = new FrameDiff(encoder).To(Picture.Draw(state));
        Assert.That(Ascii.IsValid(output), Is.True);
        Assert.That(output, Does.Contain("????").And.Contain("#...."));
        new ScreenModel(80, 24).Write(Encoding.UTF8.GetBytes(output));
    }

    [Test]
    public void No_color_removes_colours_and_keeps_inverted_text()
    {
        using LineEncoder plain = new(TerminalLook.None);
        using LineEncoder coloured = new(TerminalLook.Colours);
        string without = new FrameDiff(plain).To(Picture.Draw(Samples.Three()));
        Assert.That(without, Does.Not.Match("\u001b\\[[0-9;]*(3[0-7]|9[0-7])m").And.Match("\u001b\\[7m"));
        Assert.That(new FrameDiff(coloured).To(Picture.Draw(Samples.Three())), Does.Match("\u001b\\[[0-9;]*3[0-7]m"));
        using LineEncoder text = new(TerminalLook.Plain);
        StringBuilder output = new();
        text.Encode(output, Picture.Draw(Samples.Three())[2], placed: false);
        Assert.That(output.ToString(), Is.EqualTo(Picture.Draw(Samples.Three())[2].Text));
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
        using LineEncoder encoder = new(TerminalLook.Colours);
        using FrameWriter frames = new(screen, encoder, () => { });
        frames.Resume();
        DashboardState state = Samples.Many(100);
        frames.Show(Picture.Draw(state));
        Assert.That(written.Wait(Patience), Is.True);
        // The terminal is blocked with the first picture; a hundred follow.
        for (int i = 0; i < 100; i++)
        {
            state = state.Press(KeyKind.Down);
            frames.Show(Picture.Draw(state));
        }

        released.Set();
        Assert.That(written.Wait(Patience), Is.True);
        Assert.That(screen.Writes, Is.EqualTo(2));
        Assert.That(screen.Text, Is.EqualTo(string.Join('\n', Picture.Draw(state).Select(line => line.Text.TrimEnd()))));
    }

    [Test]
    public void A_copied_text_reaches_the_terminal_once_with_the_next_picture()
    {
        RecordingTerminal terminal = new();
        using LineEncoder encoder = new(TerminalLook.None);
        using FrameWriter frames = new(terminal, encoder, () => { });
        frames.Resume();
        frames.Copy("id-otter");
        frames.Show(Picture.Draw(Samples.Three()));
        Assert.That(terminal.Written.Wait(Patience), Is.True);
        frames.Show(Picture.Draw(Samples.Empty));
        Assert.That(terminal.Written.Wait(Patience), Is.True);
        Assert.That(terminal.Texts[0], Does.StartWith("\u001b]52;c;aWQtb3R0ZXI=\u001b\\\u001b[?2026h"));
        Assert.That(terminal.Texts[1], Does.StartWith("\u001b[?2026h").And.Not.Contain("]52;"));
    }

    [Test]
    public void A_lost_terminal_is_reported_once()
    {
        using SemaphoreSlim gone = new(0);
        using LineEncoder encoder = new(TerminalLook.None);
        using FrameWriter frames = new(new GoneTerminal(), encoder, () => gone.Release());
        frames.Resume();
        frames.Show(Picture.Draw(Samples.Three()));
        Assert.That(gone.Wait(Patience), Is.True);
        frames.Show(Picture.Draw(Samples.Empty));
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
