using System.Text;
using BotBottle.Dashboard.Input;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>Reads keys from a terminal's bytes.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class KeyReaderTests
{
    [TestCase("c", "Text c")]
    [TestCase("C?/1", "Text C, Text ?, Text /, Text 1")]
    [TestCase("\u001b[A\u001b[B\u001b[C\u001b[D", "Up, Down, Right, Left")]
    [TestCase("\u001bOA\u001bOB\u001bOH\u001bOF", "Up, Down, Home, End")]
    [TestCase("\u001b[5~\u001b[6~\u001b[H\u001b[F\u001b[1~\u001b[4~\u001b[7~\u001b[8~", "PageUp, PageDown, Home, End, Home, End, Home, End")]
    [TestCase("\r\n\t\u007f\b", "Enter, Enter, Tab, Backspace, Backspace")]
    [TestCase("\u0003\u001a\u000c", "Control C, Control Z, Control L")]
    [TestCase("é漢🦦", "Text é, Text 漢, Text 🦦")]
    [TestCase("\u001b[1;5Ck", "Unknown , Text k", Description = "Ctrl-Right is no key of ours, and no 'C' either")]
    [TestCase("\u001bk", "Unknown ", Description = "Alt-k does not kill")]
    [TestCase("\u001b[<0;10;7M\u001b[<0;10;7mc", "Click 9 6, Release, Text c", Description = "a click, and the button's release")]
    [TestCase("\u001b[<64;3;4M\u001b[<65;200;50M", "WheelUp, WheelDown")]
    [TestCase("\u001b[<2;3;4M\u001b[<2;3;4m\u001b[<35;3;4M\u001b[<16;3;4Mk", "Text k", Description = "other buttons, a movement, Ctrl and a click")]
    [TestCase("\u001b[<0;1Mk\u001b[<0;-1;2Mk\u001b[<;;Mk", "Text k, Text k, Text k", Description = "no mouse")]
    [TestCase("\u001b[M #kc", "Text c", Description = "a mouse in the older form, whose three bytes are no keys")]
    [TestCase("\u001bOM", "Enter", Description = "of the keypad")]
    [TestCase("\u001b[200~\u001b[<0;1;1M\u001b[201~k", "Paste , Text k", Description = "a pasted mouse does not click")]
    [TestCase("\u001b[200~x\u001b[M\u001b[201~k", "Paste x, Text k", Description = "a sequence that was begun takes nothing from the end mark")]
    [TestCase("\u001b[200~x\u001b[\u001b[201~k\u001b[200~y\u001bO\u001b[201~k", "Paste x, Text k, Paste y, Text k")]
    [TestCase("\u001b[200~x\u001b\u001b[201~k", "Paste x, Text k")]
    [TestCase("\u001b[<0;1\u001b[Ak", "Up, Text k", Description = "Escape begins again")]
    [TestCase("\u001b[I\u001b[O", "Unknown , Unknown ", Description = "focus")]
    [TestCase("\u001b[200~kyK\u001b[A\r漢\u0003\u001b[201~q", "Paste kyK漢, Text q", Description = "what is pasted is no key")]
    public void Bytes_are_read_as_keys(string bytes, string keys)
    {
        byte[] all = Encoding.UTF8.GetBytes(bytes);
        Assert.That(Text(new KeyReader().Read(all)), Is.EqualTo(keys), "at once");
        KeyReader reader = new();
        List<KeyStroke> one = [];
        foreach (byte value in all)
        {
            one.AddRange(reader.Read([value]));
        }

        Assert.That(Text(one), Is.EqualTo(keys), "byte by byte");
        Assert.That(reader.Waits, Is.False);
    }

    [Test]
    public void Escape_alone_is_a_key_when_nothing_follows()
    {
        KeyReader reader = new();
        Assert.That(reader.Read([0x1b]), Is.Empty);
        Assert.That(reader.Waits, Is.True);
        Assert.That(Text(reader.Flush()), Is.EqualTo("Escape"));
        Assert.That(reader.Waits, Is.False);
        Assert.That(Text(reader.Read("\u001b\u001b[A"u8)), Is.EqualTo("Escape, Up"));
    }

    [Test]
    public void A_character_that_breaks_off_does_not_keep_a_paste_open()
    {
        KeyReader reader = new();
        byte[] bytes = [.. "\u001b[200~x"u8, 0xf0, .. "\u001b[201~k"u8];
        Assert.That(Text(reader.Read(bytes)), Is.EqualTo("Paste x, Text k"));
    }

    [Test]
    public void No_input_makes_it_throw_or_keep_more_than_one_sequence([Range(1, 10)] int seed)
    {
        Random random = new(seed);
        KeyReader reader = new();
        byte[] noise = new byte[5000];
        random.NextBytes(noise);
        reader.Read(noise);
        reader.Flush();
        reader.Read("\u001b[201~"u8);
        Assert.That(Text(reader.Read("q"u8)), Is.EqualTo("Text q"));
    }

    private static string Text(IEnumerable<KeyStroke> keys) =>
        string.Join(", ", keys.Select(key => key.Kind + key switch
        {
            { Text: { } text } => " " + text,
            { Kind: KeyKind.Unknown } => " ",
            { Kind: KeyKind.Click } => $" {key.Column} {key.Row}",
            _ => "",
        }));
}
