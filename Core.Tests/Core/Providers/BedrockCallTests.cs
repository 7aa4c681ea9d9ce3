using BotBottle.Core.Providers;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Core.Providers;

/// <summary>Amazon Bedrock's calls: their classes, and the facts in their paths.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class BedrockCallTests
{
    private const string Profile = "arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.anthropic.claude-x-v1%3A0";

    private static readonly Provider Bedrock =
        Provider.From(new ProviderConfiguration("bedrock", ["bedrock-runtime.us-east-1.amazonaws.com"], "bedrock"));

    private static readonly Provider Gateway = Provider.From(new ProviderConfiguration("gateway", ["gateway.example"], "openai"));

    [TestCase("/model/anthropic.claude-x-v1%3A0/converse", CallKind.ModelCall, CallFormat.BedrockConverse)]
    [TestCase("/model/anthropic.claude-x-v1:0/converse-stream", CallKind.ModelCall, CallFormat.BedrockConverse)]
    [TestCase($"/model/{Profile}/converse", CallKind.ModelCall, CallFormat.BedrockConverse)]
    [TestCase($"/model/{Profile}/invoke", CallKind.ModelCall, CallFormat.BedrockInvoke)]
    [TestCase("/model/m/invoke-with-response-stream", CallKind.ModelCall, CallFormat.BedrockInvoke)]
    [TestCase("/model/m/Invoke/", CallKind.ModelCall, CallFormat.BedrockInvoke)]
    [TestCase("//model/m//invoke;x", CallKind.ModelCall, CallFormat.BedrockInvoke)]
    [TestCase("/model/m%2Finvoke", CallKind.ModelCall, CallFormat.BedrockInvoke)]
    [TestCase("/bedrock/model/m/converse", CallKind.ModelCall, CallFormat.BedrockConverse)]
    [TestCase("/model/m/invoke-with-bidirectional-stream", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/async-invoke", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/model-invocation-job", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/model-customization-jobs", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/model/anthropic.claude-x-v1%3A0/count-tokens", CallKind.Free, CallFormat.BedrockConverse)]
    [TestCase("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A%3Afoundation-model%2Fanthropic.claude-x/count-tokens", CallKind.Free, CallFormat.BedrockConverse)]
    [TestCase("/model/m/count-tokens/", CallKind.Unclassified, CallFormat.Unknown)]
    [TestCase("/model/m/Count-Tokens", CallKind.Unclassified, CallFormat.Unknown)]
    [TestCase("/model/..%2Fm/count-tokens", CallKind.Unclassified, CallFormat.Unknown)]
    [TestCase("/model/m%3F/count-tokens", CallKind.Unclassified, CallFormat.Unknown)]
    [TestCase("/model/a/b/count-tokens", CallKind.Unclassified, CallFormat.Unknown)]
    [TestCase("/model//count-tokens", CallKind.Unclassified, CallFormat.Unknown)]
    [TestCase("/model/converse", CallKind.Unclassified, CallFormat.Unknown)]
    [TestCase("/guardrail/g/version/1/apply", CallKind.ModelCall, CallFormat.Unknown)]
    [TestCase("/guardrail-checks/invoke", CallKind.ModelCall, CallFormat.Unknown)]
    [TestCase("/openai/v1/chat/completions", CallKind.ModelCall, CallFormat.OpenAiChat)]
    public void Calls_are_classified(string path, CallKind kind, CallFormat format) =>
        Assert.That(CallTable.Classify(Bedrock, "POST", path), Is.EqualTo(new CallClass(kind, format)));

    [Test]
    public void A_gateway_passes_model_calls_on_and_counts_nothing_free()
    {
        Assert.That(CallTable.Classify(Gateway, "POST", "/bedrock/model/m/invoke").Format, Is.EqualTo(CallFormat.BedrockInvoke));
        Assert.That(CallTable.Classify(Gateway, "POST", "/model/m/count-tokens").Kind, Is.EqualTo(CallKind.Unclassified));
        Assert.That(CallTable.Classify(Bedrock, "PUT", "/model/m/count-tokens").Kind, Is.EqualTo(CallKind.Unclassified));
        Assert.That(CallTable.Classify(Provider.Claude, "POST", "/model/m/converse").Kind, Is.EqualTo(CallKind.Unmetered));
    }

    [TestCase("/model/anthropic.claude-x-v1%3A0/converse", "anthropic.claude-x-v1:0")]
    [TestCase($"/model/{Profile}/invoke", "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-x-v1:0")]
    [TestCase("/bedrock/model/m/invoke/", "m")]
    [TestCase("/model/m%E2%82%AC%0A/invoke", "m????")]
    public void The_model_is_that_of_the_path(string path, string model) => Assert.That(
        PathFacts.Add(new RequestFacts { Model = "of the body" }, new CallClass(CallKind.ModelCall, CallFormat.BedrockInvoke), path).Model, Is.EqualTo(model));

    [TestCase("anthropic.claude-x-v1:0", true)]
    [TestCase("us.anthropic.claude-x-v1:0", true)]
    [TestCase("global.anthropic.claude-x", true)]
    [TestCase("arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-x", true)]
    [TestCase("arn:aws-us-gov:bedrock:us-gov-west-1:1:inference-profile/us-gov.anthropic.claude-x", true)]
    [TestCase("arn:aws:bedrock:us-east-1:1:application-inference-profile/anthropic.claude-x", false)]
    [TestCase("arn:aws:bedrock:us-east-1:1:provisioned-model/anthropic.claude-x", false)]
    [TestCase("arn:aws:sagemaker:us-east-1:1:endpoint/anthropic.claude-x", false)]
    [TestCase("meta.llama3-anthropic.claude", false)]
    [TestCase("meta.llama3", false)]
    [TestCase(null, false)]
    public void The_output_limit_of_an_invoked_model_is_known_for_Claude_alone(string? model, bool isKnown) => Assert.That(
        new RequestFacts { Model = model, MaxTokens = 64 }.LimitOf(CallFormat.BedrockInvoke), Is.EqualTo(isKnown ? 64 : (long?)null));

    [Test]
    public void A_stored_prompt_shows_nothing_of_itself()
    {
        CallClass call = new(CallKind.ModelCall, CallFormat.BedrockConverse);
        RequestFacts facts = PathFacts.Add(
            new RequestFacts { ConverseOutput = 5 }, call, "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Aprompt%2FABCDEFGHIJ%3A1/converse");
        Assert.That((facts.HiddenInput, facts.LimitOf(call.Format), facts.Tools.Single()), Is.EqualTo((true, RequestFacts.Unbounded, "stored_prompt")));
    }
}
