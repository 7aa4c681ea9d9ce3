using System.Text;
using BotBottle.Core.Scan;
using FsCheck;
using FsCheck.Fluent;



namespace BotBottle.Core.Tests.Core.Scan;

public sealed class SseFramerTests
{
    [TestCase("data: a\n\n", "a")]
    [TestCase("data:a\n\n", "a")]
    [TestCase("data:  a\n\n", " a")]
    [TestCase("data: a\r\n\r\n", "a")]
    [TestCase("data: a\r\r", "a")]
    [TestCase("data: a\ndata: b\n\n", "a\nb")]
    [TestCase("data: a\r\ndata:\r\ndata\r\ndata: b\r\n\r\n", "a\n\n\nb")]
    [TestCase("event: x\nid: 7\nretry: 10\ndata: a\n\n", "a")]
    [TestCase(": comment\n\n:\n\ndata: a\n\n: end\n", "a")]
    [TestCase("\uFEFFdata: a\n\n", "a")]
    [TestCase("\n\n\ndata: a\n\n", "a")]
    [TestCase("data: a\n\ndata: b\n\n", "a|b")]
    [TestCase("data: cut", "cut")]
    [TestCase("data: cut\n", "cut")]
    [TestCase("data", "")]
    [TestCase("dat: a\ndatas: b\nDATA: c\n data: d\n\n", null)]
    [TestCase("event: x\n\n", null)]
    [TestCase("data: a: b\n\n", "a: b")]
    [TestCase("", null)]
    public void Events(string stream, string? expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(stream);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.That(Read(bytes, cut), Is.EqualTo(expected), $"cut at {cut}");
        }

        Assert.That(ReadByteByByte(bytes), Is.EqualTo(expected), "byte by byte");
    }

    [Test]
    public void Reads_what_a_line_reader_reads()
    {
        string[] parts = ["data:", "data: ", "data", "a", " ", "\n", "\r", "\r\n", "\n\n", ":", "event: x", "\uFEFF", "é"];
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll<int[]>(picks =>
        {
            string stream = string.Concat(picks.Select(p => parts[(p & int.MaxValue) % parts.Length]));
            byte[] bytes = Encoding.UTF8.GetBytes(stream);
            string? expected = Reference(stream);
            Assert.That(Read(bytes, bytes.Length / 2), Is.EqualTo(expected), stream);
            Assert.That(ReadByteByByte(bytes), Is.EqualTo(expected), stream);
        }));
    }

    [TestCase("", true)]
    [TestCase("data: a\n\n", true)]
    [TestCase("data: a\n", false)]
    [TestCase("data: a\n\nda", false)]
    [TestCase("data: a\n\n: comment", false)]
    [TestCase("data: a\n\n: comment\n", true)]
    public void Boundary(string stream, bool expected)
    {
        var framer = new SseFramer(new Collected());
        framer.Append(Encoding.UTF8.GetBytes(stream));
        Assert.That(framer.AtBoundary, Is.EqualTo(expected));
    }

    /// <summary>A slow and simple reference: the whole text, line by line.</summary>
    private static string? Reference(string stream)
    {
        var events = new List<string>();
        var data = new List<string>();
        string text = stream.StartsWith('\uFEFF') ? stream[1..] : stream;
        foreach (string line in text.Replace("\r\n", "\n").Replace('\r', '\n').Split('\n').Append(""))
        {
            if (line.Length == 0)
            {
                if (data.Count > 0)
                {
                    events.Add(string.Join('\n', data));
                    data.Clear();
                }

                continue;
            }

            int colon = line.IndexOf(':');
            string value = colon < 0 ? "" : line[(colon + 1)..];
            if ((colon < 0 ? line : line[..colon]) == "data")
            {
                data.Add(value.StartsWith(' ') ? value[1..] : value);
            }
        }

        return events.Count == 0 ? null : string.Join('|', events);
    }

    private static string? Read(byte[] bytes, int cut)
    {
        var sink = new Collected();
        var framer = new SseFramer(sink);
        framer.Append(bytes.AsSpan(0, cut));
        framer.Append(bytes.AsSpan(cut));
        framer.Complete();
        return sink.All;
    }

    private static string? ReadByteByByte(byte[] bytes)
    {
        var sink = new Collected();
        var framer = new SseFramer(sink);
        for (int i = 0; i < bytes.Length; i++)
        {
            framer.Append(bytes.AsSpan(i, 1));
        }

        framer.Complete();
        return sink.All;
    }

    private sealed class Collected : ISseSink
    {
        private readonly MemoryStream _data = new();
        private readonly List<string> _events = [];

        public string? All => _events.Count == 0 ? null : string.Join('|', _events);

        public void Data(ReadOnlySpan<byte> data) => _data.Write(data);

        public void EndEvent()
        {
            _events.Add(Encoding.UTF8.GetString(_data.ToArray()));
            _data.SetLength(0);
        }
    }
}
