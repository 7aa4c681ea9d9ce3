using BotBottle.Core.Providers;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Core.Usage;

public sealed class UsageSettlementTests
{
    private static readonly RequestFacts Facts = new() { Model = "m", InputEstimate = 500 };

    [Test]
    public void Exact_figures_count_whatever_the_hold()
    {
        var settled = Settle(Answer.Read(CallFormat.AnthropicMessages,
            Wire(AnthropicAnswers.Start(25, 1), AnthropicAnswers.Delta("\"output_tokens\":15"), "{\"type\":\"message_stop\"}")), held: 9000);
        Assert.That(settled, Is.EqualTo(new SettledUsage(new TokenUsage(25, 0, 0, 15, 0), UsageQuality.Exact)));
    }

    [Test]
    public void A_cut_stream_is_charged_its_input_and_the_largest_lower_bound_of_its_output()
    {
        byte[] wire = Wire(AnthropicAnswers.Start(25, 3), "{\"type\":\"content_block_delta\",\"delta\":{\"text\":\"" + new string('x', 400) + "\"}}");
        var cut = Answer.Read(CallFormat.AnthropicMessages, wire, cleanEnd: false);
        Assert.That(Settle(cut), Is.EqualTo(new SettledUsage(new TokenUsage(25, 0, 0, 100, 0), UsageQuality.Partial)), "visible text");
        Assert.That(Settle(cut, held: 4000).Usage.Output, Is.EqualTo(4000), "the hold");
        Assert.That(Settle(Answer.Read(CallFormat.AnthropicMessages, Wire(AnthropicAnswers.Start(25, 3)), cleanEnd: false)).Usage.Output, Is.EqualTo(3),
            "what was said");
    }

    [Test]
    public void A_stream_cut_before_any_event_is_charged_by_estimate()
    {
        var settled = Settle(Answer.Read(CallFormat.OpenAiResponses, default, cleanEnd: false), held: 70);
        Assert.That(settled, Is.EqualTo(new SettledUsage(new TokenUsage(500, 0, 0, 70, 0), UsageQuality.Partial)));
    }

    [Test]
    public void A_missing_response_is_charged_unless_the_request_was_incomplete()
    {
        var settled = UsageSettlement.Settle(CallKind.ModelCall, Facts, requestSent: true, status: 0, result: null, heldOutput: 70);
        Assert.That(settled, Is.EqualTo(new SettledUsage(new TokenUsage(500, 0, 0, 70, 0), UsageQuality.Partial)));
        settled = UsageSettlement.Settle(CallKind.ModelCall, Facts, requestSent: false, status: 0, result: null, heldOutput: 70);
        Assert.That(settled, Is.EqualTo(new SettledUsage(default, UsageQuality.Exact)), "but an incomplete request generates nothing");
    }

    [Test]
    public void A_chat_stream_without_usage_is_estimated()
    {
        byte[] wire = "data: {\"choices\":[{\"delta\":{\"content\":\"hello hello\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"u8.ToArray();
        Assert.That(Settle(Answer.Read(CallFormat.OpenAiChat, wire)), Is.EqualTo(new SettledUsage(new TokenUsage(500, 0, 0, 3, 0), UsageQuality.Estimated)));
    }

    [Test]
    public void A_hidden_compaction_is_charged_at_least_the_input_that_was_sent()
    {
        byte[] wire = Wire(AnthropicAnswers.Start(30, 1), "{\"type\":\"content_block_start\",\"content_block\":{\"type\":\"compaction\"}}",
            AnthropicAnswers.Delta("\"output_tokens\":8"), "{\"type\":\"message_stop\"}");
        Assert.That(
            Settle(Answer.Read(CallFormat.AnthropicMessages, wire)), Is.EqualTo(new SettledUsage(new TokenUsage(500, 0, 0, 8, 0), UsageQuality.Estimated)));
    }

    [TestCase("{\"type\":\"message\",\"usage\":{\"input_tokens\":-5,\"output_tokens\":1}}")]
    [TestCase("{\"nothing\":\"known\"}")]
    [TestCase("<html>")]
    [TestCase("")]
    public void Unbelievable_or_unreadable_usage_is_never_free(string body)
    {
        var settled = Settle(Answer.Read(CallFormat.AnthropicMessages, System.Text.Encoding.UTF8.GetBytes(body)), held: 40);
        Assert.That(settled, Is.EqualTo(new SettledUsage(new TokenUsage(500, 0, 0, 40, 0), UsageQuality.Unknown)));
    }

    [Test]
    public void An_undecodable_response_is_charged_by_its_size()
    {
        using var reader = new UsageReader(CallFormat.OpenAiChat, BotBottle.Core.Scan.ContentCoding.Unsupported, null);
        reader.Append(new byte[4000]);
        var result = reader.Complete(cleanEnd: true);
        Assert.That(result.Undecodable, Is.True);
        Assert.That(Settle(result), Is.EqualTo(new SettledUsage(new TokenUsage(500, 0, 0, 1000, 0), UsageQuality.Unknown)));
    }

    [TestCase(301, true)]
    [TestCase(400, true)]
    [TestCase(429, true)]
    [TestCase(500, true)]
    [TestCase(503, true)]
    [TestCase(529, true)]
    [TestCase(504, false)]
    [TestCase(524, false)]
    [TestCase(200, false)]
    public void An_error_before_any_generation_is_free_unless_it_is_a_gateway_time_out(int status, bool free)
    {
        var result = Answer.Read(CallFormat.AnthropicMessages, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"}}"u8);
        Assert.That(result.Error, Is.EqualTo("overloaded_error"));
        Assert.That(Settle(result, status: status).Usage.Total, Is.EqualTo(free ? 0 : 500));
    }

    [Test]
    public void A_stream_that_fails_before_any_output_is_free_and_one_that_fails_after_is_not()
    {
        const string created = """{"type":"response.created","response":{"id":"r","usage":null}}""";
        const string item = """{"type":"response.output_item.added","item":{"type":"reasoning"}}""";
        const string failed = """{"type":"response.failed","response":{"id":"r","error":{"code":"server_error"},"usage":null}}""";
        Assert.That(Settle(Answer.Read(CallFormat.OpenAiResponses, Wire(created, failed))).Usage.Total, Is.Zero);
        Assert.That(Settle(Answer.Read(CallFormat.OpenAiResponses, Wire(created, item, failed)), held: 9).Usage, Is.EqualTo(new TokenUsage(500, 0, 0, 9, 0)));
    }

    [Test]
    public void A_stream_with_only_an_error_is_free_if_it_ended_by_itself()
    {
        const string overloaded = """{"type":"error","error":{"type":"overloaded_error","message":"m"}}""";
        Assert.That(Settle(Answer.Read(CallFormat.AnthropicMessages, Wire(overloaded))).Usage.Total, Is.Zero);
        Assert.That(Settle(Answer.Read(CallFormat.AnthropicMessages, Wire(overloaded), cleanEnd: false)).Usage.Total, Is.EqualTo(500));
        Assert.That(Settle(Answer.Read(CallFormat.AnthropicMessages, Wire(AnthropicAnswers.Start(25, 1), overloaded)), held: 9).Usage,
            Is.EqualTo(new TokenUsage(25, 0, 0, 9, 0)));
        Assert.That(Settle(Answer.Read(CallFormat.OpenAiChat, "data: {\"error\":{\"type\":\"server_error\"}}\n\n"u8)).Usage.Total, Is.Zero);
    }

    [Test]
    public void Free_and_unclassified_calls_are_settled()
    {
        var counted = Answer.Read(CallFormat.AnthropicMessages, "{\"input_tokens\":2095}"u8);
        Assert.That(Settle(counted, CallKind.Free), Is.EqualTo(new SettledUsage(default, UsageQuality.Exact)));
        var retrieved = Answer.Read(CallFormat.OpenAiResponses, "{\"object\":\"response\",\"id\":\"r\",\"usage\":{\"input_tokens\":5,\"output_tokens\":5}}"u8);
        Assert.That(Settle(retrieved, CallKind.Free).Usage.Total, Is.Zero);
        var nothing = Answer.Read(CallFormat.Unknown, "{\"id\":\"file-1\"}"u8);
        Assert.That(Settle(nothing, CallKind.Unclassified), Is.EqualTo(
            new SettledUsage(new TokenUsage(500, 0, 0, 0, 0), UsageQuality.Unknown, Suspicious: true)), "it names a model");
        Assert.That(Settle(retrieved, CallKind.Unclassified).Usage.Total, Is.EqualTo(10), "a response with usage is charged by it");
    }

    // A provider of the settings may be called at a path that is on no list. What its answer does not show is charged by estimate.
    [TestCase("{\"id\":\"file-1\"}")]
    [TestCase("")]
    [TestCase("event: made-up\nvalue: 1\n\n")]
    [TestCase("{\"amount\":{\"units\":0}}")]
    public void An_unclassified_call_without_a_model_is_never_free(string answer)
    {
        RequestFacts modelless = Facts with { Model = null };
        UsageResult result = Answer.Read(CallFormat.Unknown, System.Text.Encoding.UTF8.GetBytes(answer));
        SettledUsage settled = UsageSettlement.Settle(CallKind.Unclassified, modelless, true, 200, result, 0);
        Assert.That(settled, Is.EqualTo(new SettledUsage(new TokenUsage(500, 0, 0, 0, 0), settled.Quality, Suspicious: true)));
        Assert.That(settled.Quality, Is.Not.EqualTo(UsageQuality.Exact));

        SettledUsage empty = UsageSettlement.Settle(CallKind.Unclassified, modelless with { InputEstimate = 0 }, true, 200, result, 0);
        Assert.That(empty.Usage.Total, Is.EqualTo(1), "a request without text");
        Assert.That(empty.Suspicious);
    }

    private static byte[] Wire(params string[] events) => System.Text.Encoding.UTF8.GetBytes(Answer.Named(events));

    private static SettledUsage Settle(UsageResult result, CallKind kind = CallKind.ModelCall, int status = 200, long held = 0) =>
        UsageSettlement.Settle(kind, Facts, requestSent: true, status, result, held);
}
