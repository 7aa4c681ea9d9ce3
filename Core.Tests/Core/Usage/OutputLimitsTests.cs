using BotBottle.Core.Providers;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Core.Usage;

/// <summary>Everything that limits or multiplies the output of a request is counted, or the request is refused.</summary>
public sealed class OutputLimitsTests
{
    [TestCase("""{"max_tokens":10,"prompt":["a","b","c"]}""", 3)]
    [TestCase("""{"max_tokens":10,"n":2,"prompt":[[1,2],[3]]}""", 4)]
    [TestCase("""{"max_tokens":10,"prompt":[1,2,3]}""", 1)]
    [TestCase("""{"max_tokens":10,"prompt":"a"}""", 1)]
    public void The_limit_applies_to_each_prompt_of_a_list(string body, long choices) =>
        Assert.That((Read(body).Choices, Read(body).LimitOf(CallFormat.OpenAiChat)), Is.EqualTo((choices, 10 * choices)));

    [TestCase("""{"max_tokens":10,"fallbacks":[{"model":"a"},{"model":"b","max_tokens":50}]}""", 150L)]
    [TestCase("""{"fallbacks":[{"model":"a","max_tokens":5,"max_tokens":7},{"max_tokens":null}],"max_tokens":10}""", 30L)]
    [TestCase("""{"max_tokens":10,"fallbacks":"default"}""", 40L)]
    [TestCase("""{"max_tokens":10,"fallbacks":null}""", 10L)]
    [TestCase("""{"max_tokens":10,"compaction":{"trigger":{"type":"input_tokens","value":1}}}""", 20L)]
    [TestCase("""{"max_tokens":10,"context_management":{"edits":[{"type":"compact_20260112"}]},"fallbacks":[{}]}""", 30L)]
    [TestCase("""{"max_tokens":10,"thinking":{"type":"enabled","budget_tokens":9}}""", 10L)]
    [TestCase("""{"max_tokens":10,"tools":[{"name":"f","input_schema":{"max_tokens":900}}],"messages":[{"max_tokens":900}]}""", 10L)]
    public void A_limit_of_an_anthropic_request_covers_all_its_output(string body, long limit) =>
        Assert.That(Read(body).LimitOf(CallFormat.AnthropicMessages), Is.EqualTo(limit), Read(body).FaultKey);

    [TestCase("""{"max_tokens":10,"thinking_budget":90}""", 100L)]
    [TestCase("""{"max_tokens":10,"thinking_budget":90,"n":2}""", 200L)]
    public void A_separate_limit_of_thoughts_is_added(string body, long limit) =>
    Assert.That(Read(body).LimitOf(CallFormat.OpenAiChat), Is.EqualTo(limit));

    [Test]
    public void A_prediction_may_be_billed_completely()
    {
        const string Body = """{"max_tokens":10,"prediction":{"type":"content","content":"abc"}}""";
        Assert.That(Read(Body).LimitOf(CallFormat.OpenAiChat), Is.EqualTo(10 + Body.Length));
    }

    [TestCase("""{"max_output_tokens":10,"multi_agent":{"enabled":true}}""", true)]
    [TestCase("""{"max_output_tokens":10,"multi_agent":{"max_concurrent_subagents":1}}""", true)]
    [TestCase("""{"max_output_tokens":10,"multi_agent":{"enabled":true,"enabled":false}}""", true)]
    [TestCase("""{"max_output_tokens":10,"multi_agent":{"enabled":true},"multi_agent":{"enabled":false}}""", true)]
    [TestCase("""{"max_output_tokens":10,"multi_agent":{"enabled":false}}""", false)]
    [TestCase("""{"max_output_tokens":10,"multi_agent":null}""", false)]
    public void Provider_run_agents_have_no_output_limit(string body, bool unbounded) =>
        Assert.That(Read(body).LimitOf(CallFormat.OpenAiResponses), Is.EqualTo(unbounded ? RequestFacts.Unbounded : 10L));

    [TestCase("""{"fallbacks":{"model":"a"}}""", "fallbacks")]
    [TestCase("""{"Fallbacks":[]}""", "fallbacks")]
    [TestCase("""{"fallbacks":[{"max_tokens":"9"}]}""", "fallbacks[].max_tokens")]
    [TestCase("""{"fallbacks":[{"MAX_tokens":9}]}""", "fallbacks[].max_tokens")]
    [TestCase("""{"multi_agent":true}""", "multi_agent")]
    [TestCase("""{"multi_agent":{"enabled":"true"}}""", "multi_agent.enabled")]
    public void An_unreadable_limit_is_refused(string body, string key)
    {
        Assert.That(Read(body).FaultKey, Is.EqualTo(key));
        Assert.That(Read(body).MustRefuse(new CallClass(CallKind.ModelCall, CallFormat.OpenAiResponses)));
    }

    [Test]
    public void More_prompts_than_any_provider_accepts_are_refused() =>
        Assert.That(
            Read($$"""{"prompt":[{{string.Join(',', Enumerable.Repeat("\"\"", 65_537))}}]}""") is { Fault: RequestFault.BadValue, FaultKey: "prompt[]" });

    [TestCase("""{"context_management":{"edits":[{"type":"clear_thinking_20251015"}]}}""", false)]
    [TestCase("""{"context_management":{"edits":[{"type":"compact_20260112"}]}}""", true)]
    [TestCase("""{"context_management":[{"type":"compaction"}]}""", true)]
    public void Summarised_text_counts_as_read_twice(string body, bool twice) => Assert.That(Read(body).Compacts, Is.EqualTo(twice));

    private static RequestFacts Read(string body) => RequestFactsTests.Read(body);
}
