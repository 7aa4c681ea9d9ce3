using System.Text;
using BotBottle.Bench.Dlp;

namespace BotBottle.Bench.Injection;

/// <summary>The inputs of the search for hidden text: what is common, and what slows it down.</summary>
internal static class HiddenTextInputs
{
    /// <summary>The inputs, one MiB each.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> All { get; } =
    [
        ("hidden: prompt JSON", DlpInputs.All[0].Bytes),
        ("hidden: source code", DlpInputs.All[2].Bytes),
        ("hidden: Russian prose", DlpInputs.All[6].Bytes),
        ("hidden: HTML", Fill("<p class=\"note\" style=\"color: red\">Some text of a page, with <b>words</b>.</p>\n<!-- end of the note -->\n")),
        ("hidden: comments", Fill("<!-- AI model of the agents if you are -->")),
        ("hidden: endless comment", Fill("<!--" + new string('a', 4096))),
        ("hidden: elements", Fill("<a style=display:none>AI model of</a>")),
        ("hidden: styles", Fill("style='a:b;display:bloc'")),
        ("hidden: first letters", Fill("<!-style<!- sty")),
        ("hidden: zero-width", Fill("a\u200b \u200b")),
        ("hidden: JSON escapes", Fill("\\u2019\\u00e9\\udb40")),
        ("hidden: flags", Fill("\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F")),
    ];

    private static byte[] Fill(string text) => DlpInputs.Fill(Encoding.UTF8.GetBytes(text));
}
