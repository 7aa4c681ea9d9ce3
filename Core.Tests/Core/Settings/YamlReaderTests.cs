using BotBottle.Core.Yaml;
using FsCheck;
using FsCheck.Fluent;

namespace BotBottle.Core.Tests.Core.Settings;

[Parallelizable(ParallelScope.All)]
public sealed class YamlReaderTests
{
    [TestCase("")]
    [TestCase("\uFEFF")]
    [TestCase("# only a comment\n")]
    public void A_text_without_a_value_is_null(string text) => Assert.That(YamlReader.Read(text, "f"), Is.Null);

    [Test]
    public void Mappings_lists_and_scalars_keep_order_text_and_position()
    {
        YamlNode root = YamlReader.Read("a: 1\nb:\n  - 'x y'\n  - [p, \"q\\n\"]\nc: |\n  one\n  two\n", "f.yml")!;
        YamlMapping mapping = root.AsMapping("f");
        Assert.That(mapping.Entries.Select(entry => entry.Key.Text), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(mapping.Find("a"), Is.EqualTo(new YamlScalar(new YamlMark("f.yml", 1, 4), "1", IsPlain: true)));
        YamlList list = mapping.Find("b")!.AsList("b");
        Assert.That(list.Items[0], Is.EqualTo(new YamlScalar(new YamlMark("f.yml", 3, 5), "x y", IsPlain: false)));
        Assert.That(list.Items[1].AsList("b[1]").Items.Select(item => item.AsScalar("item").Text), Is.EqualTo(new[] { "p", "q\n" }));
        Assert.That(mapping.Find("c")!.AsScalar("c").Text, Is.EqualTo("one\ntwo\n"));
        Assert.That(mapping.Find("d"), Is.Null);
    }

    [TestCase("a: &x 1\n", 1, "anchors")]
    [TestCase("a: &x {b: 1}\n", 1, "anchors")]
    [TestCase("a: 1\nb: *x\n", 2, "aliases")]
    [TestCase("a: 1\n*x : 2\n", 2, "aliases")]
    [TestCase("a: !!str 1\n", 1, "tags")]
    [TestCase("a: ! 1\n", 1, "tags")]
    [TestCase("!!map\na: 1\n", 1, "tags")]
    [TestCase("a: 1\nb: 2\na: 3\n", 3, "given twice; first in line 1")]
    [TestCase("a: {b: 1, b: 2}\n", 1, "given twice")]
    [TestCase("a: 1\n'a': 2\n", 2, "given twice")]
    [TestCase("a: 1\n---\nb: 2\n", 2, "second document")]
    [TestCase("a: 1\n...\n---\nb: 2\n", 3, "second document")]
    [TestCase("%YAML 1.2\n---\na: 1\n", 1, "directives")]
    [TestCase("%TAG ! tag:x,2000:\n---\na: 1\n", 1, "directives")]
    [TestCase("[a, b]: 1\n", 1, "must be a word")]
    [TestCase("? {a: 1}\n: 1\n", 1, "must be a word")]
    [TestCase("'': 1\n", 1, "must be a word")]
    [TestCase("a:\n\t- b\n", 2, "a tab in the indentation")]
    [TestCase("a: [1, 2\n", 2, "not valid YAML")]
    [TestCase("a: b: c\n", 1, "not valid YAML")]
    [TestCase("a: 'open\n", 1, "not valid YAML")]
    public void Misleading_text_is_refused_with_its_line(string text, int line, string problem)
    {
        ConfigurationException error = Assert.Throws<ConfigurationException>(() => YamlReader.Read(text, "settings.yml"))!;
        Assert.That(error.Mark.Line, Is.EqualTo(line), error.Message);
        Assert.That(error.Message, Does.StartWith($"settings.yml:{line}:").And.Contain(problem));
    }

    [Test]
    public void The_depth_is_limited()
    {
        string deep = new string('[', 10_000) + new string(']', 10_000);
        Assert.That(() => YamlReader.Read(deep, "f"), Throws.TypeOf<ConfigurationException>().With.Message.Contains("deep"));
        string fits = new string('[', YamlReader.MaxDepth - 1) + "1" + new string(']', YamlReader.MaxDepth - 1);
        Assert.That(YamlReader.Read(fits, "f"), Is.InstanceOf<YamlList>());
    }

    [Test]
    public void The_size_is_limited() =>
        Assert.That(
            () => YamlReader.Read(new string('#', YamlReader.MaxLength + 1), "f"),
            Throws.TypeOf<ConfigurationException>().With.Message.StartsWith("f:1:1:"));

    [Test]
    public void Any_text_is_either_read_or_refused()
    {
        Gen<string> texts = Gen.Elements("a", "b", ":", " ", "\n", "  ", "- ", "[", "]", "{", "}", ",", "'", "\"", "|", ">", "&x", "*x", "!t", "#", "%", "---",
            "...", "\t", "?", "\\", "\u0085", "é")
            .ListOf().Select(string.Concat);
        Prop.ForAll(texts.ToArbitrary(), ReadsOrRefuses).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static bool ReadsOrRefuses(string text)
    {
        try
        {
            YamlReader.Read(text, "f");
            return true;
        }
        catch (ConfigurationException refused)
        {
            return refused.Mark.Line >= 1 && refused.Mark.Column >= 1;
        }
    }
}
