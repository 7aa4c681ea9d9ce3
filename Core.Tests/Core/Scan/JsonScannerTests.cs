using System.Text;
using BotBottle.Core.Scan;
using FsCheck;
using FsCheck.Fluent;



namespace BotBottle.Core.Tests.Core.Scan;

public sealed class JsonScannerTests
{
    private static readonly JsonPath[] Paths =
    [
        new("", 0),
        new("a", 1, JsonWant.Text),
        new("b", 2, JsonWant.Length),
        new("a.b", 3, JsonWant.Text | JsonWant.Length),
        new("a.usage.a", 4),
        new("a.usage", 5),
        new("b[]", 6, JsonWant.Text),
        new("b[].a", 7, JsonWant.Text),
        new("usage[].b[][]", 8, JsonWant.Text),
        new("[].a", 9, JsonWant.Text),
        new("model", 10, JsonWant.Text),
    ];

    private static readonly JsonShape Shape = JsonShape.Of(Paths);

    [Test]
    public void The_scanner_reports_the_same_as_a_tree_walker_for_any_split()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll<int>(seed =>
        {
            byte[] json = Encoding.UTF8.GetBytes(new RandomJson(seed).Document());
            string expected = JsonEvents.Expected(Paths, json);
            foreach (int piece in new[] { json.Length, 1, 2, 3, 5, 17 })
            {
                string events = JsonEvents.Of(Shape, json, Math.Max(1, piece), out var status);
                Assert.That((events, status), Is.EqualTo((expected, JsonStatus.Done)), Encoding.UTF8.GetString(json));
            }
        }));
    }

    [Test]
    public void One_document_is_read_at_every_split()
    {
        byte[] json = Encoding.UTF8.GetBytes("""
             { "a" : {"b":"\u00e9\uD83D\uDE00\"\\\/\b\f\n\r\t plain ☃","usage":{"a":-1.5e+3,"x":[[],{}]}}, "b":["x",{"a":"y"},null,true,false,0],
               "m\u006fdel":"m\u006f", "usage" :[{"b":[["deep"]]}], "other":{"a":1,"model":"decoy"}}
            """);
        string expected = JsonEvents.Expected(Paths, json);
        Assert.That(expected, Does.Contain("text 10 True mo"));
        for (int cut = 0; cut <= json.Length; cut++)
        {
            var sink = new JsonEvents();
            Assert.That(JsonEvents.Of(Shape, json, Math.Max(1, cut), out var status), Is.EqualTo(expected), $"pieces of {cut}");
            Assert.That(status, Is.EqualTo(JsonStatus.Done));
        }
    }

    [TestCase("{\"a\":1,}")]
    [TestCase("{\"a\" 1}")]
    [TestCase("{\"a\":1 \"b\":2}")]
    [TestCase("{a:1}")]
    [TestCase("{'a':1}")]
    [TestCase("{\"a\":1]")]
    [TestCase("[1}")]
    [TestCase("[,1]")]
    [TestCase("[1,]")]
    [TestCase("{,}")]
    [TestCase("}")]
    [TestCase(":")]
    [TestCase("{\"a\":nul}")]
    [TestCase("{\"a\":nulll}")]
    [TestCase("{\"a\":NaN}")]
    [TestCase("{\"a\":+1}")]
    [TestCase("{\"a\":.5}")]
    [TestCase("{\"a\":// c\n1}")]
    [TestCase("{\"a\":\"\\x41\"}")]
    [TestCase("{\"a\":\"\\u00g1\"}")]
    [TestCase("\uFEFF{}")]
    public void Invalid_json_is_broken(string text)
    {
        foreach (int piece in new[] { 1, 1000 })
        {
            JsonEvents.Of(Shape, Encoding.UTF8.GetBytes(text), piece, out var status);
            Assert.That(status, Is.EqualTo(JsonStatus.Broken));
        }
    }

    [TestCase("", JsonStatus.Empty)]
    [TestCase(" \r\n", JsonStatus.Empty)]
    [TestCase("{", JsonStatus.Open)]
    [TestCase("{\"a\":\"", JsonStatus.Open)]
    [TestCase("{} \n", JsonStatus.Done)]
    [TestCase("{}{}", JsonStatus.Trailing)]
    [TestCase("{} x", JsonStatus.Trailing)]
    public void The_status_of_a_text_is_known(string text, JsonStatus expected)
    {
        JsonEvents.Of(Shape, Encoding.UTF8.GetBytes(text), 1, out var status);
        Assert.That(status, Is.EqualTo(expected));
    }

    [Test]
    public void Nesting_is_refused_beyond_its_limit()
    {
        string fits = string.Concat(Enumerable.Repeat("[", JsonScanner.MaxDepth)) + string.Concat(Enumerable.Repeat("]", JsonScanner.MaxDepth));
        JsonEvents.Of(Shape, Encoding.UTF8.GetBytes(fits), 7, out var status);
        Assert.That(status, Is.EqualTo(JsonStatus.Done));
        JsonEvents.Of(Shape, Encoding.UTF8.GetBytes("[" + fits + "]"), 7, out status);
        Assert.That(status, Is.EqualTo(JsonStatus.TooDeep));
    }

    [Test]
    public void Long_strings_and_numbers_are_truncated()
    {
        string text = new('x', 1000);
        string events =
            JsonEvents.Of(Shape, Encoding.UTF8.GetBytes($"{{\"a\":\"{text}\",\"b\":\"{text}\",\"{text}\":1,\"a\":{new string('9', 41)}}}"), 100, out _);
        Assert.That(events, Is.EqualTo($"{{ 0\nname 1\ntext 1 False {text[..256]} 0\nname 2\ntext 2 False  1000\nname 1\nnumber 1 \nend 0\n"));
    }

    [TestCase("model", JsonSpelling.Plain)]
    [TestCase("mod\\u0065l", JsonSpelling.Escaped)]
    [TestCase("Model", JsonSpelling.Folded)]
    [TestCase("MOD\\u0045L", JsonSpelling.Folded)]
    [TestCase("mo\\u0064EL", JsonSpelling.Folded)]
    public void Ambiguous_spellings_of_names_are_detected(string name, JsonSpelling expected)
    {
        var sink = new Spellings();
        var scanner = new JsonScanner(JsonShape.Of([new JsonPath("model", 3)], foldsCase: true), sink);
        scanner.Append(Encoding.UTF8.GetBytes($"{{\"models\":0,\"mode\":0,\"{name}\":\"x\"}}"));
        Assert.That(sink.Seen, Is.EqualTo(new[] { expected }));
    }

    [TestCase("max_to\u212Aens")]
    [TestCase("max_token\u017F")]
    public void Letters_that_fold_to_ascii_are_detected(string name)
    {
        var sink = new Spellings();
        var scanner = new JsonScanner(JsonShape.Of([new JsonPath("max_tokens", 3)], foldsCase: true), sink);
        scanner.Append(Encoding.UTF8.GetBytes($"{{\"{name}\":1}}"));
        Assert.That(sink.Seen, Is.EqualTo(new[] { JsonSpelling.Folded }));
    }

    [Test]
    public void A_used_scanner_allocates_nothing()
    {
        byte[] json = Encoding.UTF8.GetBytes(new RandomJson(7).Document());
        var scanner = new JsonScanner(Shape, new Spellings());
        scanner.Append(json);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            scanner.Reset();
            scanner.Append(json);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private sealed class Spellings : IJsonSink
    {
        public List<JsonSpelling> Seen { get; } = new(16);

        public void Name(int tag, JsonSpelling spelling)
        {
            if (tag == 3)
            {
                Seen.Add(spelling);
            }
        }

        public void Enter(int tag, bool isArray)
        {
        }

        public void Leave(int tag)
        {
        }

        public void Number(int tag, ReadOnlySpan<byte> digits)
        {
        }

        public void Text(int tag, ReadOnlySpan<byte> text, bool whole)
        {
        }

        public void TextLength(int tag, int bytes)
        {
        }

        public void Literal(int tag, JsonLiteral literal)
        {
        }
    }
}
