using System.Text;
using BotBottle.Core.Http1;

namespace BotBottle.Core.Tests.Core.Http1;

public class HeaderTableTests
{
    private static HeaderTable Table(string fields) => Heads.Response($"HTTP/1.1 200 OK\r\n{fields}\r\n").Fields;

    [Test]
    public void Lookups_ignore_case_and_return_the_first_field()
    {
        var table = Table("A: 1\r\nb: 2\r\nB:3\r\nAb: 4\r\n");
        Assert.That(table.GetText("B"u8), Is.EqualTo("2"));
        Assert.That(table.CountOf("b"u8), Is.EqualTo(2));
        Assert.That((table.IndexOf("B"u8, 0), table.IndexOf("B"u8, 2), table.IndexOf("B"u8, 3)), Is.EqualTo((1, 2, -1)));
        Assert.That(table.Contains("aB"u8), Is.True);
        Assert.That(table.Contains("c"u8), Is.False);
        Assert.That(table.Contains(""u8), Is.False);
        Assert.That(table.TryGet("c"u8, out var none), Is.False);
        Assert.That(none.IsEmpty, Is.True);
    }

    [Test]
    public void Any_number_of_fields_keep_their_order_and_case()
    {
        var lines = Enumerable.Range(0, 200).Select(i => $"Name-{i}:value {i}").ToArray();
        var table = Table(string.Concat(lines.Select(line => line + "\r\n")));
        var found = new List<string>();
        foreach (var field in table)
        {
            Assert.That(field.Is(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(field.Name).ToUpperInvariant())), Is.True);
            found.Add($"{Encoding.ASCII.GetString(field.Name)}:{field.ValueText()}");
        }

        Assert.That(found, Is.EqualTo(lines));
        Assert.That(() => table[200].ValueText(), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => table[-1].ValueText(), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase("V: gzip", true)]
    [TestCase("V: br, GZip ,x", true)]
    [TestCase("V: br\r\nV: gzip", true)]
    [TestCase("V: ,,gzip", true)]
    [TestCase("V: gzip;q=0", false)]
    [TestCase("V: xgzip", false)]
    [TestCase("V: gzip x", false)]
    [TestCase("V:", false)]
    [TestCase("W: gzip", false)]
    public void Tokens_in_lists_are_found(string fields, bool expected) =>
        Assert.That(Table(fields + "\r\n").ListContains("v"u8, "gzip"u8), Is.EqualTo(expected));
}
