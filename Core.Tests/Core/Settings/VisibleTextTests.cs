using System.Text;
using BotBottle.Core.Manifests;
using BotBottle.Core.Routes;
using BotBottle.Core.Settings;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Tests.Core.Settings;

/// <summary>One visible line is one line for the reader, in every kind of file that controls a run.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class VisibleTextTests
{
    private static readonly string[] Providers = ["claude", "codex"];

    // Given by number, because the test runner's filter leaves out a test whose name contains the character itself.
    private static readonly int[] Refused =
    [
        0x00, 0x01, 0x07, 0x08, 0x0B, 0x0C, 0x0D, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9B, 0x9F, 0x2028, 0x2029,
        0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF, 0xFFFE, 0xFFFF, 0x1FFFE, 0xE0001, 0xE0041, 0xE007F,
    ];

    [Test]
    public void A_line_that_editors_do_not_show_opens_no_host([Values(0x85, 0x2028, 0x2029, 0x0D)] int end)
    {
        // An editor and git show a comment; YAML 1.1 reads a comment and then a route.
        string routes = $"routes:\n  - host: a.example # fine{(char)end}  - host: b.example\n";
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => RoutesReader.Read(routes, "r.yml"))!;
        Assert.That(refused.Message, Does.StartWith("r.yml:2:27: the character U+").And.Contain("ends a line"));
    }

    [Test]
    public void Each_file_refuses_invisible_characters(
        [ValueSource(nameof(Refused))] int scalar, [Values("settings", "routes", "bottle", "agent", "body")] string file)
    {
        string it = char.ConvertFromUtf32(scalar);
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => Read(file, $"# a{it}b\n"))!;
        Assert.That(refused.Message, Does.StartWith(
            $"f:{(file is "settings" or "routes" ? 1 : file == "body" ? 4 : 2)}:4: the character U+{scalar:X4} is not allowed"));
    }

    [Test]
    public void Half_a_surrogate_pair_is_refused([Values(0xD800, 0xDBFF, 0xDC00, 0xDFFF)] int half) =>
        Assert.That(() => YamlReader.Read($"a: x{(char)half}y\n", "f"), Throws.TypeOf<ConfigurationException>().With.Message.StartsWith("f:1:5:"));

    [Test]
    public void Usual_text_is_read([Values("tab", "crlf", "mark", "emoji", "arabic", "escape", "cjk")] string kind)
    {
        (string text, string value) = kind switch
        {
            "tab" => ("a: 'x'\t# tab\n", "x"),
            "crlf" => ("# one\r\na: x\r\n", "x"),
            "mark" => ("\uFEFFa: x\n", "x"),
            "emoji" => ("a: '\U0001F468\u200D\U0001F469\u200D\U0001F467 \u2764\uFE0F'\n", "\U0001F468\u200D\U0001F469\u200D\U0001F467 \u2764\uFE0F"),
            "arabic" => ("a: '\u0627\u0644\u0639\u0631\u0628\u064A\u0629\u200F!'\n", "\u0627\u0644\u0639\u0631\u0628\u064A\u0629\u200F!"),
            "escape" => ("a: \"\\u2028\\N\\L\\P\\e\"\n", "\u2028\u0085\u2028\u2029\u001b"),
            _ => ("a: '\u65E5\u672C\u3000\u8A9E'\n", "\u65E5\u672C\u3000\u8A9E"),
        };
        Assert.That(YamlReader.Read(text, "f")!.AsMapping("f").Find("a")!.AsScalar("a").Text, Is.EqualTo(value));
    }

    [Test]
    public void A_key_contains_no_invisible_character(
        [Values("\\u200b", "\\u00ad", "\\u2060", "\\u3164", "\\ufe0f", "\\U000e0041", "\\u2028", "\\n")] string escape) =>
        Assert.That(
            () => YamlReader.Read($"x: 1\n\"a{escape}\": 1\n", "f"), Throws.TypeOf<ConfigurationException>().With.Message.StartsWith(
                "f:2:1: the key holds the character U+"));

    [Test]
    public void A_key_with_an_unescaped_joiner_is_refused() =>
        Assert.That(() =>
            YamlReader.Read("a\u200d: 1\n", "f"), Throws.TypeOf<ConfigurationException>().With.Message.StartsWith("f:1:1: the key holds the character U+200D"));

    [Test]
    public void A_second_byte_order_mark_is_refused() =>
        Assert.That(() => YamlReader.Read("\uFEFF\uFEFFa: 1\n", "f"), Throws.TypeOf<ConfigurationException>().With.Message.StartsWith("f:1:1:"));

    [Test]
    public void Invalid_UTF_8_is_refused_with_its_place()
    {
        byte[] broken = [.. "a: 1\nb: \u00e9"u8, 0xC3, 0x28];
        Assert.That(
            () => VisibleText.Decode(broken, "f"), Throws.TypeOf<ConfigurationException>().With.Message.StartsWith("f:2:5: the byte 0xC3 is not UTF-8"));
        Assert.That(() => VisibleText.Decode(Encoding.Unicode.GetPreamble(), "f"),
            Throws.TypeOf<ConfigurationException>().With.Message.StartsWith("f:1:1: the byte 0xFF"));
        Assert.That(() => VisibleText.Decode([.. "a: "u8, 0xED, 0xA0, 0x80], "f"), Throws.TypeOf<ConfigurationException>(), "a surrogate in UTF-8");
        Assert.That(VisibleText.Decode("a: \u00e9 \uFFFD"u8, "f"), Is.EqualTo("a: \u00e9 \uFFFD"));
    }

    private static object Read(string kind, string text) => kind switch
    {
        "settings" => HostSettingsReader.Read(text, "f"),
        "routes" => RoutesReader.Read(text + "routes: []\n", "f"),
        "bottle" => BottleReader.Read("b", $"---\n{text}---\n", "f", Providers),
        "agent" => AgentReader.Read("a", $"---\n{text}bottle: b\n---\n", "f", Providers),
        _ => AgentReader.Read("a", $"---\nbottle: b\n---\n{text}", "f", Providers),
    };
}
