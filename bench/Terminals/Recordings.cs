using System.Text;

namespace BotBottle.Bench.Terminals;

/// <summary>Recorded terminal output of real programs, and generated text.</summary>
internal static class Recordings
{
    private const int Least = 16 << 20;

    /// <summary>The outputs by name, each at least 16 MiB.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> All(string folder)
    {
        yield return ("text, ASCII", Repeat(Record(folder, "grep", "-rn", "include", "/usr/include")));
        yield return ("text, Cyrillic and boxes", Repeat(
            Encoding.UTF8.GetBytes("│ Съешь же ещё этих мягких французских булок, да выпей чаю. ├──┤ 日本語のテキスト 😀 │\r\n")));
        yield return ("ls -lR in colour", Repeat(Record(folder, "ls", "-lR", "--color=always", "/usr/lib")));
        yield return ("grep in colour", Repeat(Record(folder, "grep", "-rn", "--color=always", "include", "/usr/include")));
        yield return ("vim, scrolling", Repeat(Vim(folder)));
    }

    /// <summary>A colour for each word.</summary>
    public static byte[] Coloured() => Repeat("\e[1;38;5;42mone\e[0m \e[31mtwo\e[m \e[38;2;1;2;3mthree\e[39m four\r\n"u8.ToArray());

    private static byte[] Record(string folder, params string[] command)
    {
        using BenchTerminal terminal = new(folder, command);
        using MemoryStream recorded = new();
        terminal.ReadToEnd(piece => recorded.Write(piece[..(int)Math.Min(piece.Length, Math.Max(0, Least - recorded.Length))]));
        return recorded.ToArray();
    }

    private static byte[] Vim(string folder)
    {
        string file = Path.Combine(folder, "project", "shown.c");
        File.WriteAllText(file, string.Concat(
            Enumerable.Repeat("static int word(const char *text) { return text[0] == 'x' ? 42 : strlen(\"text\"); } /* a comment */\n\n", 2000)));
        using BenchTerminal terminal =
            new(folder, "vim", "-u", "NONE", "-N", "-c", "syntax on", "-c", "for i in range(80) | exe \"normal \\<C-F>\" | redraw! | endfor | qall!", file);
        using MemoryStream recorded = new();
        terminal.ReadToEnd(piece => recorded.Write(piece));
        return recorded.ToArray();
    }

    private static byte[] Repeat(byte[] unit)
    {
        byte[] all = new byte[unit.Length * Math.Max(1, (Least + unit.Length - 1) / unit.Length)];
        for (int at = 0; at < all.Length; at += unit.Length)
        {
            unit.CopyTo(all, at);
        }

        return all;
    }
}
