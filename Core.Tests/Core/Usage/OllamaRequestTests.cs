using System.Text;
using BotBottle.Core.Providers;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Core.Usage;

/// <summary>The classes of Ollama's calls, and the facts of its requests.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class OllamaRequestTests
{
    private static readonly Provider Ollama = Provider.From(new ProviderConfiguration("ollama", ["localhost:11434"], "ollama"));
    private static readonly Provider Gateway = Provider.From(new ProviderConfiguration("gateway", ["gateway.example"], "openai"));

    [TestCase("/api/chat", CallKind.ModelCall, CallFormat.Ollama)]
    [TestCase("/api/generate", CallKind.ModelCall, CallFormat.Ollama)]
    [TestCase("/api/embed", CallKind.ModelCall, CallFormat.Ollama)]
    [TestCase("/api/embeddings", CallKind.ModelCall, CallFormat.Ollama)]
    [TestCase("/ollama/api/chat", CallKind.ModelCall, CallFormat.Ollama)]
    [TestCase("//API/chat/", CallKind.ModelCall, CallFormat.Ollama)]
    [TestCase("/api%2Fchat", CallKind.ModelCall, CallFormat.Ollama)]
    [TestCase("/v1/chat/completions", CallKind.ModelCall, CallFormat.OpenAiChat)]
    [TestCase("/api/show", CallKind.Free, CallFormat.Unknown)]
    [TestCase("/api/pull", CallKind.Free, CallFormat.Unknown)]
    [TestCase("/api/Show", CallKind.Unclassified, CallFormat.Unknown)]
    [TestCase("/api/show/", CallKind.Unclassified, CallFormat.Unknown)]
    [TestCase("/x/api/show", CallKind.Unclassified, CallFormat.Unknown)]
    [TestCase("/api/create", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/api/Create/", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/xapi/chat", CallKind.Unclassified, CallFormat.Unknown)]
    public void Calls_are_classified(string path, CallKind kind, CallFormat format) =>
        Assert.That(CallTable.Classify(Ollama, "POST", path), Is.EqualTo(new CallClass(kind, format)));

    [Test]
    public void Only_a_declared_Ollama_has_free_calls_and_no_built_in_provider_has_its_paths()
    {
        Assert.That(CallTable.Classify(Gateway, "POST", "/api/chat"), Is.EqualTo(new CallClass(CallKind.ModelCall, CallFormat.Ollama)));
        Assert.That(CallTable.Classify(Gateway, "POST", "/api/show").Kind, Is.EqualTo(CallKind.Unclassified));
        Assert.That(CallTable.Classify(Ollama, "PUT", "/api/show").Kind, Is.EqualTo(CallKind.Unclassified));
        Assert.That(CallTable.Classify(Provider.Codex, "POST", "/api/chat").Kind, Is.EqualTo(CallKind.Unmetered));
    }

    [TestCase("""{"options":{"num_predict":64}}""", 64L)]
    [TestCase("""{"options":{"num_predict":-1}}""", null)]
    [TestCase("""{"options":{"num_predict":-2}}""", null)]
    [TestCase("""{"options":{"num_predict":0}}""", null)]
    [TestCase("""{"options":{"num_predict":null}}""", null)]
    [TestCase("""{"options":{}}""", null)]
    [TestCase("""{"options":null}""", null)]
    [TestCase("""{"num_predict":64,"max_tokens":64,"n_predict":64}""", null)]
    [TestCase("""{"messages":[{"options":{"num_predict":64}}]}""", null)]
    public void The_output_limit_is_an_option(string body, long? limit)
    {
        RequestFacts facts = Read(body);
        Assert.That((facts.Fault, facts.LimitOf(CallFormat.Ollama)), Is.EqualTo((RequestFault.None, limit)));
    }

    [TestCase("""{"options":{"num_predict":1,"num_predict":9}}""")]
    [TestCase("""{"options":{"num_predict":1,"Num_Predict":9}}""")]
    [TestCase("""{"options":{"num_predict":1},"options":{}}""")]
    [TestCase("""{"options":{"num_predict":1},"Options":{"num_predict":9}}""")]
    [TestCase("""{"options":{"num\u005fpredict":1}}""")]
    [TestCase("""{"options":{"num_predict":"9"}}""")]
    [TestCase("""{"options":{"num_predict":9.5}}""")]
    [TestCase("""{"options":{"num_predict":-3}}""")]
    [TestCase("""{"options":[]}""")]
    [TestCase("[]")]
    public void An_ambiguous_request_is_refused(string body) =>
        Assert.That(Read(body).MustRefuse(new CallClass(CallKind.ModelCall, CallFormat.Ollama)), body);

    [TestCase("""{"messages":[{"role":"user","content":"what","images":["AA=="]}]}""")]
    [TestCase("""{"prompt":"what","images":["AA=="]}""")]
    public void Pictures_are_input_that_the_body_does_not_show(string body) => Assert.That(Read(body).HiddenInput);

    private static RequestFacts Read(string body)
    {
        using RequestFactsReader reader = new();
        reader.Append(Encoding.UTF8.GetBytes(body));
        return reader.Complete();
    }
}
