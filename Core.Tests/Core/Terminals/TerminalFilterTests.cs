using BotBottle.Core.Terminals;

namespace BotBottle.Core.Tests.Core.Terminals;

[TestFixture]
public class TerminalFilterTests
{
    /// <summary>Output that passes unchanged. docs/terminal.md describes this table.</summary>
    private static readonly string[] Passes =
    [
        "plain text\r\n\ttab \b back \a bell \v\f", FilterText.Utf8("Grüße, мир, 日本語 ─│┌ 😀 \u00a0°"), "",
        "\e[m", "\e[0m", "\e[1;38;5;12;48;2;1;2;3m", "\e[38:2::1:2:3m", "\e[4:3m", "\e[58;5;1m",
        "\e[A", "\e[12;40H", "\e[5;5f", "\e[G", "\e[2J", "\e[K", "\e[?2J", "\e[?1K", "\e[3L", "\e[3M", "\e[2@", "\e[2P", "\e[4X", "\e[2S", "\e[2T", "\e[99b",
        "\e[I", "\e[Z", "\e[d", "\e[E", "\e[F", "\e[`",
        "\e[s", "\e[u", "\e7", "\e8", "\eD", "\eE", "\eM", "\eH", "\e[g", "\e[3g", "\e[?5W", "\e[1;24r", "\e[r", "\e[1;80s",
        "\e=", "\e>", "\e(0lqk\e(B", "\e)0\u000eq\u000f", "\eN", "\eO", "\en", "\e#8", "\ec", "\e[!p",
        "\e[4h", "\e[4l", "\e[20h", "\e[?1h", "\e[?7l", "\e[?25l", "\e[?12h", "\e[?12;25h", "\e[?1049h", "\e[?47h", "\e[?1047h", "\e[?1048h",
        "\e[?9h", "\e[?1000h", "\e[?1002h", "\e[?1003h", "\e[?1004h", "\e[?1005h", "\e[?1006h", "\e[?1015h", "\e[?1016h", "\e[?1007h", "\e[?1000;1006h",
        "\e[?2004h", "\e[?2026h", "\e[?2026l", "\e[?2027h", "\e[?2031h", "\e[?2048h", "\e[?69h", "\e[?6h", "\e[?5h", "\e[?45h", "\e[?66h",
        "\e[2 q", "\e[ q", "\e[3 @", "\e[3 A", "\e[2'}", "\e[2'~", "\e[1;1;2;2$z", "\e[65;1;1;2;2$x", "\e[1;1;2;2;1;3;3;1$v", "\e[1;1;2;2;7$r",
        "\e[1;1;2;2;7$t", "\e[1;1;2;2${", "\e[2*x", "\e[#{", "\e[#}",
        "\e[>1u", "\e[>4;2m", "\e[>4m", "\e[>4n", "\e[=5;1u", "\e[>3u\e[<u", "\e[>1u\e[>2u\e[<2u",
        "\e[5n", "\e[6n", "\e[?6n", "\e[?996n", "\e[c", "\e[0c", "\e[>c", "\e[>0c", "\e[>q", "\e[>0q", "\e[?u", "\e[?4m", "\e[?2026$p", "\e[4$p", "\e[14t",
        "\e[16t", "\e[18t",
        "\e[22;0t\e[23;0t", "\e[22t\e[23;2t", "\e[22;0;0t\e[23;0;0t",
        "\e]10;?\a", "\e]11;?\e\\", "\e]12;?\a", "\e]17;?\a", "\e]19;?\a", "\e]4;1;?\a", "\e]4;255;rgb:ff/00/00\e\\", "\e]10;#ffffff\a", "\e]11;rgb:0/0/0\a",
        "\e]104\a", "\e]104;1;2\a", "\e]110\a", "\e]111\e\\", "\e]112\a",
        "\e]8;;https://example.com/a?b=c\e\\link\e]8;;\e\\", "\e]8;id=1:k=v;http://example.com\alink\e]8;;\a",
        "\e]9;4;1;50\a", "\e]9;4;0\e\\", "\e]9;build is done\a", "\e]777;notify;title;body\a",
    ];

    /// <summary>Output that is dropped completely, with the remaining text around it.</summary>
    private static readonly string[] Dropped =
    [
        "\0", "\u0001", "\u0005", "\u0011", "\u0013", "\u0018", "\u001a", "\u007f", "\u0010",
        "\e]52;c;cm0gLXJm\a", "\e]52;c;?\e\\", "\e]52;;!\a", "\e]0\a", "\e]2\a", "\e]l;title\e\\", "\e]L;icon\e\\", "\e]I;file\e\\",
        "\e]3;prop=1\a", "\e]7;file://h/p\a", "\e]8;;file:///etc/passwd\e\\", "\e]8;;ssh://h\e\\", "\e]8;;javascript:x\a", "\e]8;a b;http://x\a",
        "\e]8;;http://a b\a", "\e]8\a",
        "\e]9;6;macro\a", "\e]9;1;9999\a", "\e]9;8;HOME\a", "\e]9;\a", "\e]9;4;9\a", "\e]9;4;1;5;x\a", "\e]777;other;x\a", "\e]50;font\a", "\e]51;Eprogram\a",
        "\e]133;A\a", "\e]133;C\e\\", "\e]633;E;rm\a", "\e]1337;File=:AAAA\a",
        "\e]1337;Copy=:x\a", "\e]99;i=1;x\a", "\e]22;pointer\a", "\e]5522;x\a", "\e]66;s=2;x\a", "\e]4;1\a", "\e]4;1;?;2;?\a", "\e]4;x;red\a", "\e]13;?\a",
        "\e]14;red\a", "\e]10;red;blue\a", "\e]10\a", "\e]104;x\a", "\e]110;x\a",
        "\e]11;" + new string('a', 65) + "\a", "\e]\a", "\e];\a", "\e]999;x\a", "\e]0123;x\a", "\e]00;x\a", "\e]2;a\u0001b\a", "\e]2;a\u0080b\a",
        "\e]2;a\u00c2\u009bb\a", "\e]R", "\e]P0123456", "\e]Pabcdef9",
        "\eP+q544e\e\\", "\eP$qm\e\\", "\ePtmux;\e\e\\", "\eP1;2|17/41\e\\", "\ePq#0;2;0;0;0#0~~\e\\", "\eP=1s\e\\", "\eP\a still\e\\",
        "\e_Ga=T,t=f;L2V0Yw\e\\", "\e^message\e\\", "\eXsos\e\\", "\ektitle\e\\",
        "\e[20t", "\e[21t", "\e[3;0;0t", "\e[4;9;9t", "\e[8;9;9t", "\e[1t", "\e[2t", "\e[5t", "\e[7t", "\e[9;1t", "\e[10;1t", "\e[11t", "\e[13t", "\e[15t",
        "\e[19t", "\e[24t", "\e[18;1t", "\e[23;0t", "\e[>2t", "\e[>1T",
        "\e[i", "\e[4i", "\e[5i", "\e[?4i", "\e[?5i", "\e[1q", "\e[2h", "\e[2l", "\e[12l", "\e[3h", "\e[4;2h", "\e[?5522h",
        "\e[?2l", "\e[?3h", "\e[?3l", "\e[?8l", "\e[?18h", "\e[?40h", "\e[?42h", "\e[?80h", "\e[?95h", "\e[?1001h", "\e[?1010l", "\e[?1034h", "\e[?1035h",
        "\e[?1036l", "\e[?1042h", "\e[?1046l", "\e[?1061h", "\e[?9001h", "\e[?h", "\e[?65535h", "\e[?7727h",
        "\e[?12l", "\e[?1007l", "\e[?1001s", "\e[?1001r", "\e[?25s", "\e[?15n", "\e[?26n", "\e[?53n", "\e[?62n", "\e[?63n", "\e[7n", "\e[n", "\e[6;1n", "\e[1c",
        "\e[=c", "\e[?1c", "\e[>1c", "\e[x", "\e[1;2y",
        "\e[>1q", "\e[>p", "\e[>1s", "\e[>2m", "\e[>1;2m", "\e[>m", "\e[>1n", "\e[?1m", "\e[?1;1;1S", "\e[1;2;3;4;5T", "\e[1u", "\e[?1u", "\e[<u", "\e[<2u",
        "\e[=1;9u", "\e[>1;1u",
        "\e[1;1;1;1;1;1*y", "\e[1$w", "\e[1 t", "\e[1 u", "\e[1\"q", "\e[62;1\"p", "\e[1'z", "\e[1'{", "\e['|", "\e[1$|", "\e[24*|", "\e[1$}", "\e[1$~",
        "\e[#P", "\e[#R", "\e[?1\"q", "\e[  q", "\e[ 1q", "\e[1?h", "\e[?1?h", "\e[70000A", "\e[1;99999999999H",
        "\e%@", "\e%G", "\e F", "\e G", "\e-A", "\e.A", "\e/A", "\e(%6", "\e(Z", "\eZ", "\el", "\em", "\eF", "\e<", "\eV", "\eW", "\e\\", "\e|", "\e}", "\e~",
        "\ep", "\e#7", "\e#9", "\ed", "\e5",
        "\e[" + new string('1', 300) + "A", "\e" + new string(' ', 300) + "F", "\e]2;" + new string('x', 600) + "\a",
        "\e]8;;http://" + new string('x', 5000) + "\a",
        "\e]2;?\a", "\e]2;a #(id)\a", "\e]0;#{x}\a", "\e]2;#[x]\a", "\e]9;-x\a", "\e]777;notify;--help;b\a", "\e]777;notify;a;-b\a", "\e]4;256;red\a",
        "\e]4;999;?\a",
        "\e[22;0;2t", "\e[23;0;1t", "\e[22;3t", "\e[4:2h", "\e[20:2h", "\e[?1003:1h", "\e[18:1t", "\e[2:1J", "\e[?5;1W", "\e[?1;2$p",
        "\e[?1000" + string.Concat(Enumerable.Repeat(";1", 16)) + "h", "\e[1" + string.Concat(Enumerable.Repeat(";1", 16)) + "$r",
        "\u0080", "\u009b", "\u009d", "\u0090", "\u009f", "\u00c2\u009b", "\u00c2\u009d", "\u00c2\u0090", "\u00c2\u0085", "\u00c2\u0080",
    ];

    /// <summary>Sequences that pass in part or are corrected.</summary>
    private static readonly (string Input, string Output)[] Changed =
    [
        ("\e[?1000;1001;1006h", "\e[?1000;1006h"), ("\e[?25;3l", "\e[?25l"), ("\e[?12l\e[?25h", "\e[?25h"), ("\e[?12h\e[?12l", "\e[?12h\e[?12l"),
        ("\e]2;title\a", "\e[22;0t\e]2;title\a"), ("\e]0;a\a\e]0;b\e\\", "\e[22;0t\e]0;a\a\e]0;b\e\\"), ("\e[22;0t\e]2;t\a", "\e[22;0t\e]2;t\a"),
        ("\e[21\nt", "\nt"), ("\e[3\u00e9A", "\u00e9A"), ("\e[1\e[31m", "\e[31m"), ("\e[1\u0018m", "m"), ("\e[1\u001am", "m"), ("\e\e[1m", "\e[1m"),
        ("\e\n", "\n"), ("\e[1;\u007fmx", "mx"),
        ("\e]52;c;x\e[1m", "\e[1m"), ("\e]52;c;x\u0018y", "y"), ("\eP+q\e[1m", "\e[1m"), ("\eP+q\u001a?", "?"), ("\e]52;c\nx\ay", "y"),
        ("\e_Gx\e]2;t\a", "\e[22;0t\e]2;t\a"),
        ("\e[?1h\e[?1003h\ec", "\e[?1h\e[?1003h\e[?1l\e[?1003l\ec"), ("\e[?1h\e[2;5r\e[!p", "\e[?1h\e[2;5r\e7\e[r\e8\e[?1l\e[!p"),
        ("\e[?1049h\e[>1u\e[?1049l", "\e[?1049h\e[>1u\e[<1u\e[?1049l"),
        ("\e[?1049h\e[?47l", "\e[?1049h\e[?1049l"), ("\e[?1049h\e[?1047h\e[?25;47h", "\e[?1049h\e[?25h"),
        ("\u009b31m", "31m"), ("\u00c2\u009b31m", "31m"), ("a\u009d52;c;x\u009c", "a52;c;x"), ("\u00c2\e[1m\u009b2J", "\u00c2\e[1m2J"),
        ("\u00c2\u00c2\u009b", "\u00c2"), ("\u00e0\u0082\u009b", "\u00e0"), ("\u00c0\u009b", "\u00c0"), ("\u00f0\u0080\u0082\u009b", "\u00f0"),
        ("caf\u00e9 \u00ff", "caf\u00e9 \u00ff"), ("\u00ed\u00a0\u0080", "\u00ed\u00a0"), ("\e]P12\e[1m", "\e[1m"), ("\e]P12xyz", "xyz"), ("\e]Rx", "x"),
        ("\u00c2" + "a", "\u00c2" + "a"),
    ];

    /// <summary>Output of an agent, and the text that must follow when the terminal returns to the shell.</summary>
    private static readonly (string Input, string Left)[] Undone =
    [
        ("text", ""), ("\e[31mred\e[0m", ""), ("\e[?1049h\e[?1049l", ""), ("\e[2;5r\e[r", ""), ("\e7\e[1m\e[0m\e8", ""), ("\e[>1u\e[<u", ""),
        ("\e[=5u\e[=0u", ""), ("\e]2;t\a\e[23;0t", ""),
        ("\e[5r", "\e7\e[r\e8"), // a single number is a margin as well
        ("\e[8m\e7\e[0m\e8", "\e[0m"), ("\e[8m\e[s\e[m\e[u", "\e[0m"), ("\e[8m\e[?1048h\e[m\e[?1048l", "\e[0m"), ("\e[8m\e[?1049h\e[m", "\e[?1049l\e[0m"),
        ("\e[8m\e[#{\e[m\e[#}", "\e[0m"), // hidden text is restored with the cursor
        ("\e(0\e7\e(B\e8", "\x0f\e(B\e)B\e*B\e+B"), ("\e[?6h\e7\e[?6l\e8", "\e[?6l\e[999;1H"),
        ("\e[?47h\e[>1u\e[?1049h", "\e[<1u\e[?47l"), // not every terminal knows mode 47
        ("\e[38;5;8m\e[39m", "\e[0m"), // on a terminal without many colours, 8 hides
        ("\e[8" + string.Concat(Enumerable.Repeat(";1", 16)) + ";0m", "\e[0m"), ("\e[8;38;7;1;0m", "\e[0m"), ("\e[8;0:1m", "\e[0m"),
        ("\e[>4;2m\e[>4m", "\e[0m"), ("\e[>4;2m", "\e[>4m\e[0m"),
    ];

    [TestCaseSource(nameof(UndoneByNumber))]
    public void A_terminal_mode_is_undone_at_the_end(int number)
    {
        TerminalFilter filter = new();
        FilterText.Whole(Undone[number].Input, filter);
        Assert.That(Text(filter.Leave(broken: false)), Is.EqualTo(Undone[number].Left), Undone[number].Input.Replace('\e', '^'));
    }

    [TestCase("prompt$ ", "\r\n")]
    [TestCase("\u001b[31mprompt\u001b[0m$ \u001b[?25h", "\r\n")]
    [TestCase("a line\r\n", "")]
    [TestCase("a line\r\n\u001b[1m\u001b[0m", "")]
    [TestCase("", "")]
    public void A_message_after_a_kill_is_on_its_own_line(string written, string left)
    {
        TerminalFilter filter = new();
        FilterText.Whole(written, filter);
        Assert.That(Text(filter.Leave(broken: false)), Is.Empty, "a usual end writes nothing");
        Assert.That(Text(filter.Leave(broken: true)), Is.EqualTo(left));
    }

    [TestCaseSource(nameof(PassesByNumber))]
    public void Allowed_output_passes_unchanged(int number) => CheckEverySplit(Passes[number], Passes[number]);

    [TestCaseSource(nameof(DroppedByNumber))]
    public void Forbidden_output_is_dropped(int number) => CheckEverySplit($"before{Dropped[number]}after", "beforeafter");

    [TestCaseSource(nameof(ChangedByNumber))]
    public void Partly_allowed_output_passes_in_part(int number) => CheckEverySplit(Changed[number].Input, Changed[number].Output);

    [TestCaseSource(nameof(DroppedByNumber))]
    public void A_raw_terminal_gets_the_output(int number)
    {
        TerminalFilter filter = new(raw: true);
        Assert.That(FilterText.Whole(Dropped[number], filter), Is.EqualTo(Dropped[number]));
    }

    [Test]
    public void An_unterminated_string_is_abandoned()
    {
        TerminalFilter filter = new();
        string piece = new('x', 65536);
        Assert.That(FilterText.Whole("\eP" + piece, filter), Is.Empty);
        for (int i = 0; i < 15; i++)
        {
            Assert.That(FilterText.Whole(piece, filter), Is.Empty);
        }

        Assert.That(FilterText.Whole("seen", filter), Is.EqualTo("seen"));
    }

    [Test]
    public void In_the_background_coloured_text_passes()
    {
        TerminalFilter filter = new() { Foreground = false };
        Assert.That(FilterText.Whole("a\e[31mb\e[?1049h\e[?1003h\e[2J\e[6n\e]2;t\a\e[>1uc\e[m\n", filter), Is.EqualTo("a\e[31mbc\e[m\n"));
        Assert.That(filter.Replies.Outstanding, Is.Zero);
        filter.Foreground = true;
        Assert.That(Text(filter.Return()), Is.EqualTo("\e[?1049h\e[>1u\e[?1003h"));
    }

    [TestCase("text", "line")]
    [TestCase("\e[8mhidden", "\e[0mline")]
    [TestCase("\e(0\e)0\u000edrawn\e[31m", "\u000f\e(B\e)B\e[0mline\e(0\e)0\u000e")]
    public void A_message_of_the_program_is_readable(string input, string expected)
    {
        TerminalFilter filter = new();
        FilterText.Whole(input, filter);
        Assert.That(filter.Around("line"), Is.EqualTo(expected));
        filter.Foreground = false;
        Assert.That(filter.Around("line"), Is.EqualTo("line"));
    }

    [Test]
    public void In_the_background_every_piece_ends_in_plain_style()
    {
        TerminalFilter filter = new() { Foreground = false };
        Assert.That(FilterText.Whole("a\e[8mb", filter), Is.EqualTo("a\e[8mb\e[0m"));
        Assert.That(FilterText.Whole("c", filter), Is.EqualTo("c"));
        Assert.That(FilterText.Whole("\e[8md\e[!pe\ecf", filter), Is.EqualTo("\e[8mdef\e[0m"), "a reset that is not forwarded");
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Modes_that_were_not_set_are_not_undone(bool raw)
    {
        TerminalFilter filter = new(raw) { Foreground = raw };
        FilterText.Whole("\e]2;t\a" + (raw ? "" : "\e[22;0t\e]4;1;red\a\e]11;red\a\e]9;4;1;5\a\e]8;;http://a\a"), filter);
        filter.Foreground = true;
        Assert.That(Text(filter.Leave(broken: false)), Is.Empty, "a title that was not saved; a mode that the terminal never received");
    }

    [TestCase("\e]2;", "x")]
    [TestCase("\e]52;c;", "eA")]
    [TestCase("\eP", "\a")]
    [TestCase("\e_", "\e\u0005")]
    [TestCase("\e[", "1;")]
    [TestCase("\e", " ")]
    [TestCase("", "\e]2;")]
    [TestCase("", "\e[>1u")]
    [TestCase("", "\e[22;0t")]
    [TestCase("", "\e[6n")]
    [TestCase("", "\e7\e8\e[31m\e[2;3H\e(0\u000e\u000fa\u00c4\u009b")]
    public void Unterminated_output_needs_no_memory(string begin, string again)
    {
        TerminalFilter filter = new();
        byte[] piece = System.Text.Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(again, 8192 / again.Length)));
        FilterText.Whole(begin, filter);
        Enumerable.Range(0, 10).ToList().ForEach(_ => filter.Filter(piece));
        const int Pieces = 300;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Pieces; i++)
        {
            filter.Filter(piece);
        }

        // A buffer may still grow once; what is kept of each piece would be megabytes.
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(Pieces * piece.Length / 50));
    }

    [Test]
    public void Queries_are_limited_to_the_input_buffer_of_a_terminal()
    {
        TerminalFilter filter = new();
        string asked = FilterText.Whole(string.Concat(Enumerable.Repeat("\e[6n", 10_000)), filter);
        Assert.That(asked, Has.Length.EqualTo(4 * TerminalReplies.MaxOutstanding));
        filter.Replies.Read("\e[1;1R"u8);
        Assert.That(FilterText.Whole("\e[6n\e[6n", filter), Is.EqualTo("\e[6n"));
    }

    private static string Text(byte[] bytes) => System.Text.Encoding.Latin1.GetString(bytes);

    private static IEnumerable<int> PassesByNumber() => Enumerable.Range(0, Passes.Length);

    private static IEnumerable<int> DroppedByNumber() => Enumerable.Range(0, Dropped.Length);

    private static IEnumerable<int> UndoneByNumber() => Enumerable.Range(0, Undone.Length);

    private static IEnumerable<int> ChangedByNumber() => Enumerable.Range(0, Changed.Length);

    /// <summary>The whole text, cut in two at every place, and byte by byte.</summary>
    private static void CheckEverySplit(string input, string expected)
    {
        Assert.That(FilterText.Whole(input), Is.EqualTo(expected));
        for (int at = 1; at < Math.Min(input.Length, 200); at++)
        {
            Assert.That(FilterText.InPieces(input, at), Is.EqualTo(expected), $"cut at {at}");
        }

        Assert.That(FilterText.InPieces(input, Enumerable.Range(1, input.Length)), Is.EqualTo(expected), "byte by byte");
    }
}
