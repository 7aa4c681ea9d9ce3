using System.Text;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Tests.Core.Scan;

[Parallelizable(ParallelScope.All)]
public sealed class SecretTraceTests
{
    private const string Secret = "sk-sk-the-hosts-own";

    [TestCase("sk-sk-sk-the-hosts-own", true)]
    [TestCase("a sk-sk-the-hosts-own b", true)]
    [TestCase("sk-sk-the-hosts-oqn sk-sk-the-hosts-ow", false)]
    [TestCase("", false)]
    public void A_secret_is_found_at_every_split(string text, bool found)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        for (int size = 1; size <= Math.Max(1, bytes.Length); size++)
        {
            SecretTrace trace = new(new SecretSearch(Secret));
            Assert.That(bytes.Chunk(size).Any(piece => trace.Append(piece)), Is.EqualTo(found), $"{size}");
        }
    }

    [Test]
    public void A_beginning_is_counted_across_pieces()
    {
        SecretTrace trace = new(new SecretSearch(Secret));
        trace.Append("a sk-sk-"u8);
        trace.Append("the"u8);
        Assert.That(trace.Begun, Is.EqualTo("sk-sk-the".Length));
        trace.Append("!!!"u8);
        Assert.That(trace.Begun, Is.LessThan(3));
    }
}
