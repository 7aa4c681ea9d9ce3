using System.Text.RegularExpressions;
using BotBottle.Core.Terminals;
using BotBottle.Fuzz.References;

namespace BotBottle.Fuzz.Targets;

/// <summary>
/// The output of an agent to a terminal: the filtered text equals the reference's for any arrival, a second filtering changes nothing, it contains nothing
/// forbidden, and all modes are restored at the end. In the background only text and colours pass.
/// </summary>
internal sealed partial class TerminalTarget : FuzzTarget
{
    private static readonly string[] Sequences =
    [
        "\e[31m", "\e[0m", "\e[m", "\e[8m", "\e[38;5;8m", "\e[38;2;1;0;0m", "\e[48;5;1;39m", "\e[4:3m", "\e[38;2;1;2;3;48;2;4;5;6;58;2;7;8;9;1;3;4m", "\e[2J",
        "\e[3;4H", "\e[K", "\e[4;5r", "\e[5r", "\e[r", "\e[1;80s", "\e[s", "\e[u", "\e7", "\e8", "\ec", "\e[!p", "\e=", "\e>",
        "\e[?1h", "\e[?1l", "\e[?6h", "\e[?6l", "\e[?7l", "\e[?25l", "\e[?47h", "\e[?47l", "\e[?1047h", "\e[?1049h", "\e[?1049l", "\e[?1048h", "\e[?1048l",
        "\e[?1000;1006h", "\e[?1003l", "\e[?2004h", "\e[?2026h", "\e[?12h", "\e[?12l", "\e[?69h", "\e[?1001;1004h", "\e[?3h", "\e[4h", "\e[20h", "\e[2h",
        "\e[4:2h",
        "\e(0", "\e)0", "\e(B", "\u000e", "\u000f", "\en", "\e[>1u", "\e[>5u", "\e[<u", "\e[<2u", "\e[=5u", "\e[=0u", "\e[=3;2u", "\e[?u", "\e[>4;2m", "\e[>4m",
        "\e[?4m", "\e[>4n", "\e[#{", "\e[#}", "\e[4 q", "\e[ q", "\eH", "\e[3g", "\e[?5W",
        "\e[5n", "\e[6n", "\e[c", "\e[>c", "\e[>q", "\e[?2026$p", "\e[14t", "\e[21t", "\e[22;0t", "\e[23;0t", "\e[22;0;3t", "\e[8;9;9t", "\e[5i",
        "\e[1;1;1;1;1;1*y",
        "\e]0;title\a", "\e]2;t\e\\", "\e]2;#(x)\a", "\e]2;?\a", "\e]4;1;red\a", "\e]4;300;red\a", "\e]104\a", "\e]11;#000\a", "\e]111\a", "\e]10;?\a",
        "\e]8;;https://a\a", "\e]8;;\a", "\e]8;;file:///x\a", "\e]9;done\a", "\e]9;4;1;5\a", "\e]9;4;0\a", "\e]9;-x\a", "\e]777;notify;a;b\a",
        "\e]52;c;eA==\a", "\e]52;c;?\a", "\e]1337;File=:AA\a", "\e]P1234567", "\e]R", "\ePtmux;\e\e[m\e\\", "\e_Gx\e\\", "\e^x\e\\", "\eXx\e\\", "\ekx\e\\",
        "\e%@", "\e G", "\eZ", "\u0005", "\u0018", "\u001a",
        "\u009b5i", "\u00c2\u009b5i", "\u00c2", "\u009b", "\u00e2\u0082\u00ac", "\u00e2\u0082", "\u00f0\u009f\u0098\u0080", "\u00c4\u009b", "text", "\r\n",
    ];

    public override string Name => "terminal";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. Sequences.Select(Pieces.Bytes),
        Pieces.Bytes(string.Concat(Sequences)),
        Pieces.Bytes(string.Concat(Enumerable.Reverse(Sequences))),
        .. Enumerable.Range(0, 60).Select(seed => Pieces.Bytes(string.Concat(new Random(seed).GetItems(Sequences, 12)))),
    ];

    public override IReadOnlyList<byte[]> Dictionary { get; } = [
        .. Sequences.Concat(["\e", "\e[", "\e]", "\eP", ";", ":", "?", "\a", "\e\\", "h", "l", "m", ";0", ";8"]).Select(Pieces.Bytes)];

    public override void Judge(byte[] input)
    {
        TerminalFilter filter = new();
        string passed = Filter(filter, [input]);
        string left = Pieces.Text(filter.Leave(broken: false));
        if (ReferenceFilter.Of(Pieces.Text(input)) is { } expected)
        {
            Finding.Unless(passed, expected, "whole");
        }

        foreach (ReadOnlyMemory<byte>[] pieces in Pieces.Ways(input))
        {
            TerminalFilter other = new();
            Finding.Unless(Filter(other, pieces), passed, "in pieces");
            Finding.Unless(Pieces.Text(other.Leave(broken: false)), left, "undone in pieces");
        }

        string held = passed.EndsWith('\xc2') ? "\xc2" : ""; // until its meaning is known
        Finding.Unless(Filter(new TerminalFilter(), [Pieces.Bytes(passed)]) + held, passed, "filtered again");
        string returned = Pieces.Text(filter.Return());
        string leftAgain = Pieces.Text(filter.Leave(broken: false));
        foreach (TerminalDialect dialect in TerminalDialect.All)
        {
            ReferenceTerminal terminal = new(dialect);
            terminal.Write(passed);
            terminal.Write(left);
            terminal.CheckUsual();
            terminal.Write(returned);
            terminal.Write(leftAgain);
            terminal.CheckUsual();
        }

        string behind = Filter(new TerminalFilter { Foreground = false }, [input]);
        Finding.Unless(!Rendition().Replace(behind, "").Contains('\e', StringComparison.Ordinal), "more than text in the background");
        foreach (TerminalDialect dialect in TerminalDialect.All)
        {
            ReferenceTerminal terminal = new(dialect);
            terminal.Write(behind);
            terminal.CheckUsual();
        }
    }

    private static string Filter(TerminalFilter filter, IEnumerable<ReadOnlyMemory<byte>> pieces) =>
        string.Concat(pieces.Select(piece => Pieces.Text(filter.Filter(piece.Span))));

    [GeneratedRegex(@"\e\[[0-9:;]*m")]
    private static partial Regex Rendition();
}
