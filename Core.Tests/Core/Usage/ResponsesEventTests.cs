using System.Text;
using BotBottle.Core.Providers;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Core.Usage;

[Parallelizable(ParallelScope.All)]
public sealed class ResponsesEventTests
{
    private const string Completed =
        """{"type":"response.completed","response":{"id":"r1","model":"m-1","usage":{"input_tokens":16,"input_tokens_details":{"cached_tokens":5},"output_tokens":7,"output_tokens_details":null,"total_tokens":23}},"stream_id":"a"}""";

    [Test]
    public void The_response_and_lane_of_an_event_are_read_at_every_split()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Completed);
        ResponsesEventReader reader = new();
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            reader.Append(bytes.AsSpan(0, cut));
            reader.Append(bytes.AsSpan(cut));
            reader.EndMessage();
            Assert.That(
                (reader.Lane, reader.ResponseId, reader.IsEnd, reader.IsError, reader.ShowsSpending), Is.EqualTo(("a", "r1", true, false, true)), $"{cut}");
        }
    }

    [TestCase("""{"type":"error","status":429,"error":{"code":"x"}}""", true, true, 429)]
    [TestCase("""{"type":"error","status_code":503}""", true, true, 503)]
    [TestCase("""{"type":"error","status":"429"}""", true, true, 0)]
    [TestCase("""{"type":"error","status":-1}""", true, true, 0)]
    [TestCase("""{"type":"response.failed","response":{}}""", true, false, 0)]
    [TestCase("""{"type":"response.created","response":{"status":"in_progress"}}""", false, false, 0)]
    [TestCase("""{"type":"codex.rate_limits"}""", false, false, 0)]
    [TestCase("""{"item":{"type":"response.completed"}}""", false, false, 0)]
    [TestCase("""{"type":"response.completed",""", false, false, 0)]
    [TestCase("""not json""", false, false, 0)]
    public void Events_that_end_a_response_are_known(string json, bool ends, bool error, int status)
    {
        ResponsesEventReader reader = Read(json);
        Assert.That((reader.IsEnd, reader.IsError && reader.IsEnd, reader.ErrorStatus), Is.EqualTo((ends, error, status)));
    }

    [Test]
    public void No_state_of_a_message_reaches_the_next()
    {
        ResponsesEventReader reader = Read(Completed);
        reader.Append("{}"u8);
        reader.EndMessage();
        Assert.That((reader.Lane, reader.ResponseId, reader.IsEnd, reader.ShowsSpending), Is.EqualTo(((string?)null, (string?)null, false, false)));
    }

    [Test]
    public void Two_calls_are_counted_separately_for_any_order_of_events()
    {
        using UsageReader first = new(CallFormat.OpenAiResponses);
        using UsageReader second = new(CallFormat.OpenAiResponses);
        first.Take(Read("""{"type":"response.output_text.delta","delta":"hello"}"""));
        second.Take(Read("""{"type":"response.output_text.delta","delta":"hi"}"""));
        first.Take(Read(Completed));
        UsageResult done = first.Complete(cleanEnd: true);
        UsageResult cut = second.Complete(cleanEnd: false);
        Assert.That(
            (done.Usage, done.Quality, done.ResponseId, done.ServedModel), Is.EqualTo((new TokenUsage(11, 5, 0, 7, 0), UsageQuality.Exact, "r1", "m-1")));
        Assert.That((cut.Usage, cut.Quality, cut.VisibleBytes, cut.Generated), Is.EqualTo((default(TokenUsage), UsageQuality.Partial, 2L, true)));
    }

    [Test]
    public void An_error_ends_a_call_on_a_WebSocket()
    {
        using UsageReader reader = new(CallFormat.OpenAiResponses);
        reader.Take(Read("""{"type":"error","status":400,"error":{"type":"invalid_request_error","code":"bad"}}"""));
        UsageResult result = reader.Complete(cleanEnd: true);
        Assert.That((result.Terminal, result.Error, result.Generated), Is.EqualTo((true, "bad", false)));
    }

    private static ResponsesEventReader Read(string json)
    {
        ResponsesEventReader reader = new();
        reader.Append(Encoding.UTF8.GetBytes(json));
        reader.EndMessage();
        return reader;
    }
}
