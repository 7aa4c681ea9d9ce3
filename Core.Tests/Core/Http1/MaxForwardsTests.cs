using System.Buffers;
using System.Text;
using BotBottle.Core.Http1;

namespace BotBottle.Core.Tests.Core.Http1;

[Parallelizable(ParallelScope.All)]
public sealed class MaxForwardsTests
{
    [TestCase("OPTIONS", "Max-Forwards: 3\r\n", 3L)]
    [TestCase("OPTIONS", "max-forwards: 0\r\n", 0L)]
    [TestCase("OPTIONS", "", null)]
    [TestCase("GET", "Max-Forwards: nonsense\r\n", null)]
    public void The_limit_of_an_OPTIONS_request_is_read(string method, string fields, long? left)
    {
        Assert.That(MaxForwards.Of(Parse(method, fields), out long? found), Is.EqualTo(RejectionReason.None));
        Assert.That(found, Is.EqualTo(left));
    }

    [TestCase("Max-Forwards: 1\r\nMax-Forwards: 1\r\n")]
    [TestCase("Max-Forwards: 01\r\n")]
    [TestCase("Max-Forwards: -1\r\n")]
    [TestCase("Max-Forwards: 1, 2\r\n")]
    [TestCase("Max-Forwards:\r\n")]
    [TestCase("Max-Forwards: 9223372036854775808\r\n")]
    public void An_ambiguous_limit_is_refused(string fields) =>
        Assert.That(MaxForwards.Of(Parse("OPTIONS", fields), out _), Is.EqualTo(RejectionReason.InvalidMaxForwards));

    private static RequestHead Parse(string method, string fields)
    {
        RequestHead head = new();
        ReadOnlySequence<byte> wire = new(Encoding.ASCII.GetBytes($"{method} / HTTP/1.1\r\nHost: a\r\n{fields}\r\n"));
        Assert.That(new RequestHeadParser(HeadLimits.Request).Parse(wire, head, out _, out _), Is.EqualTo(ParseStatus.Done));
        return head;
    }
}
