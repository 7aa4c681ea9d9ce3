using System.Buffers;
using System.Text;
using BotBottle.Core.Providers;
using BotBottle.Core.Scan;
using BotBottle.Core.Usage;


namespace BotBottle.Core.Tests.Core.Usage;

[Parallelizable(ParallelScope.All)]
public sealed class CountRequestFilterTests
{
    [TestCase("""{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"a,b}\"]"}],"stream":true}""",
        """{"model":"m","messages":[{"role":"user","content":"a,b}\"]"}]}""")]
    [TestCase("""{ "stream" : true , "model" : "m" , "metadata" : {"model":"x"} }""", """{"model": "m" }""")]
    [TestCase("""{"max_tokens":1}""", "{}")]
    [TestCase("{}", "{}")]
    [TestCase("""{"mod\u0065l":"m","tools":[],"a-name-that-is-longer-than-any-that-is-taken":{"model":1}}""", """{"mod\u0065l":"m","tools":[]}""")]
    [TestCase("""{"messages":[],"SYSTEM":"a","syst\u0065m":"b","\u017fystem":"c","\u0073\u0079\u0073\u0074\u0065\u006d":"d","\u0066oo":1}""",
        """{"messages":[],"SYSTEM":"a","syst\u0065m":"b","\u017fystem":"c","\u0073\u0079\u0073\u0074\u0065\u006d":"d","\u0066oo":1}""",
        Description = "what a provider could read as one of them is counted too")]
    [TestCase("""{"system":"\\","thinking":{"type":"enabled","budget_tokens":1}}""", """{"system":"\\","thinking":{"type":"enabled","budget_tokens":1}}""")]
    public void Members_that_the_count_endpoint_rejects_are_removed(string call, string count)
    {
        byte[] body = Encoding.UTF8.GetBytes(call);
        for (int split = 0; split <= body.Length; split++)
        {
            Assert.That(Filter(CallFormat.AnthropicMessages, body[..split], body[split..]), Is.EqualTo(count), $"split at {split}");
        }

        Assert.That(Filter(CallFormat.AnthropicMessages, [.. body.Select(b => new[] { b })]), Is.EqualTo(count));
    }

    [Test]
    public void Each_dialect_has_its_own_members() => Assert.That(
        Filter(CallFormat.OpenAiResponses, """{"model":"m","input":"hi","messages":[],"store":false,"previous_response_id":"r","prompt":{"id":"p"}}"""u8
            .ToArray()),
        Is.EqualTo("""{"model":"m","input":"hi","previous_response_id":"r","prompt":{"id":"p"}}"""));

    private static string Filter(CallFormat format, params byte[][] pieces)
    {
        Sink sink = new();
        CountRequestFilter filter = new(format, sink);
        foreach (byte[] piece in pieces)
        {
            filter.Append(piece);
        }

        return Encoding.UTF8.GetString(sink.Taken.WrittenSpan);
    }

    private sealed class Sink : IByteSink
    {
        public ArrayBufferWriter<byte> Taken { get; } = new();

        public void Append(ReadOnlySpan<byte> bytes) => Taken.Write(bytes);
    }
}
