using BotBottle.Core.Providers;

namespace BotBottle.Core.Tests.Core.Providers;

public sealed class CallTableTests
{
    private static readonly Provider Local = Provider.From(new ProviderConfiguration("local", ["llm.internal:8443"], "openai"));
    private static readonly Provider Gemini = Provider.From(new ProviderConfiguration("google", ["generativelanguage.googleapis.com"], "gemini"));

    [TestCase("/v1/messages", CallKind.ModelCall, CallFormat.AnthropicMessages)]
    [TestCase("/v1/messages/count_tokens", CallKind.Free, CallFormat.AnthropicMessages)]
    [TestCase("/v1/messages/batches", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1/messages/batches/b/cancel", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1/agents", CallKind.Free, CallFormat.AnthropicMessages)]
    [TestCase("/v1/agents/a/archive", CallKind.Free, CallFormat.AnthropicMessages)]
    [TestCase("/v1/agents/a/run", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1/agents/", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1/files", CallKind.Free, CallFormat.Unknown)]
    [TestCase("/v1/conversations", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v2/chat", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1/sessions/abc/events", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/api/eval/sdk-abc", CallKind.Free, CallFormat.Unknown)]
    [TestCase("/api/event_logging/v2/batch", CallKind.Free, CallFormat.Unknown)]
    [TestCase("/api/claude_code/settings", CallKind.Free, CallFormat.Unknown)]
    [TestCase("/api/claude_cli/bootstrap", CallKind.Free, CallFormat.Unknown)]
    [TestCase("/api/claude_code_penguin_mode", CallKind.Free, CallFormat.Unknown)]
    [TestCase("/v1/complete", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/", CallKind.Unmetered, CallFormat.Unknown)]
    public void Calls_of_Claude_are_classified(string path, CallKind kind, CallFormat format) =>
        Assert.That(CallTable.Classify(Provider.Claude, "POST", path), Is.EqualTo(new CallClass(kind, format)));

    [TestCase("/v1/responses", CallKind.ModelCall, CallFormat.OpenAiResponses)]
    [TestCase("/v1/responses/compact", CallKind.ModelCall, CallFormat.OpenAiResponses)]
    [TestCase("/backend-api/codex/responses", CallKind.ModelCall, CallFormat.OpenAiResponses)]
    [TestCase("/backend-api/codex/responses/compact", CallKind.ModelCall, CallFormat.OpenAiResponses)]
    [TestCase("/v1/chat/completions", CallKind.ModelCall, CallFormat.OpenAiChat)]
    [TestCase("/v1/completions", CallKind.ModelCall, CallFormat.OpenAiChat)]
    [TestCase("/v1/embeddings", CallKind.ModelCall, CallFormat.OpenAiChat)]
    [TestCase("/v1/images/generations", CallKind.ModelCall, CallFormat.OpenAiMedia)]
    [TestCase("/v1/responses/input_tokens", CallKind.Free, CallFormat.OpenAiResponses)]
    [TestCase("/v1/batches", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1/realtime/client_secrets", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1/fine_tuning/jobs", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1/threads/t/runs", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/backend-api/wham/tasks", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/backend-api/conversation", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/backend-api/f/conversation", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1/responses/resp_1/cancel", CallKind.Free, CallFormat.OpenAiResponses)]
    [TestCase("/v1/assistants/a", CallKind.Free, CallFormat.OpenAiResponses)]
    [TestCase("/v1/conversations/c/items", CallKind.Free, CallFormat.OpenAiResponses)]
    [TestCase("/v1/conversations//items", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1/chat/completions/c", CallKind.Free, CallFormat.OpenAiResponses)]
    [TestCase("/v1/chat/completions/.", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1/chat/completions/..", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1/chat/completions/%2e", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1/moderations", CallKind.Free, CallFormat.OpenAiResponses)]
    [TestCase("/v1/files", CallKind.Free, CallFormat.Unknown)]
    [TestCase("/v1/agents", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/backend-api/ps/mcp", CallKind.Free, CallFormat.Unknown)]
    [TestCase("/backend-api/codex/analytics-events/events", CallKind.Free, CallFormat.Unknown)]
    [TestCase("/backend-api/ps/mcp/", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/backend-api/ps/mcp/x", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/backend-api/ps/MCP", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/backend-api/ps%2Fmcp", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/backend-api/ps/mcp;a=b", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/backend-api/codex/analytics-events/../responses", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/mcp/readonly", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/api/eval/sdk-abc", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/api/v1/apps/a/completion", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/api/v2/apps/protocols/compatible-mode/v1/responses", CallKind.Unmetered, CallFormat.Unknown)]
    public void Calls_of_Codex_are_classified(string path, CallKind kind, CallFormat format) =>
        Assert.That(CallTable.Classify(Provider.Codex, "POST", path), Is.EqualTo(new CallClass(kind, format)));

    [TestCase("/v1beta/models/gemini-x:generateContent", CallKind.ModelCall, CallFormat.GeminiGenerateContent)]
    [TestCase("/v1beta/models/gemini-x:streamGenerateContent", CallKind.ModelCall, CallFormat.GeminiGenerateContent)]
    [TestCase("/v1/projects/p/locations/l/publishers/google/models/gemini-x:streamGenerateContent", CallKind.ModelCall, CallFormat.GeminiGenerateContent)]
    [TestCase("/v1beta/models/gemini-x:GenerateContent", CallKind.ModelCall, CallFormat.GeminiGenerateContent)]
    [TestCase("/v1beta/models/gemini-x:countTokens", CallKind.Free, CallFormat.GeminiGenerateContent)]
    [TestCase("/v1beta/models/gemini-x:counttokens", CallKind.ModelCall, CallFormat.Unknown)]
    [TestCase("/v1beta/models/gemini-x:countTokens/../x:generateContent", CallKind.ModelCall, CallFormat.GeminiGenerateContent)]
    [TestCase("/v1beta/models/gemini-x%3AgenerateContent", CallKind.ModelCall, CallFormat.GeminiGenerateContent)]
    [TestCase("/v1beta/models/gemini-x%3abatchGenerateContent", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1beta/models/e:embedContent", CallKind.ModelCall, CallFormat.Unknown)]
    [TestCase("/v1beta/models/gemini-x:batchGenerateContent", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1beta/models/gemini-x:BATCHGENERATECONTENT/", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1beta/models/veo:predictLongRunning", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1beta/cachedContents", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1alpha/cachedContents", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1beta/tunedModels/", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1/projects/p/locations/l/batchPredictionJobs", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1/projects/p/locations/l/tuningJobs", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1beta/models/gemini-x:generateContent:countTokens", CallKind.ModelCall, CallFormat.Unknown)]
    [TestCase("/v1beta/openai/chat/completions", CallKind.ModelCall, CallFormat.OpenAiChat)]
    [TestCase("/upload/v1beta/files", CallKind.Free, CallFormat.Unknown)]
    [TestCase("/v1beta1/projects/p/locations/l/publishers/google/models/m:computeTokens", CallKind.Free, CallFormat.GeminiGenerateContent)]
    [TestCase("/v1/projects/p/locations/l/publishers/anthropic/models/m:streamRawPredict", CallKind.ModelCall, CallFormat.AnthropicMessages)]
    [TestCase("/v1/projects/p/locations/l/publishers/anthropic/models/count-tokens:rawPredict", CallKind.Free, CallFormat.AnthropicMessages)]
    [TestCase("/v1/projects/p/locations/l/publishers/anthropic/models/Count-Tokens:rawPredict", CallKind.ModelCall, CallFormat.AnthropicMessages)]
    [TestCase("/v1/projects/p/locations/l/publishers/mistralai/models/m:rawPredict", CallKind.ModelCall, CallFormat.Unknown)]
    [TestCase("/v1alpha/auth_tokens", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1beta/fileSearchStores", CallKind.Free, CallFormat.GeminiGenerateContent)]
    [TestCase("/v1beta/fileSearchStores/s:importFile", CallKind.Unmetered, CallFormat.Unknown)]
    public void Calls_of_Gemini_are_classified(string path, CallKind kind, CallFormat format) =>
        Assert.That(CallTable.Classify(Gemini, "POST", path), Is.EqualTo(new CallClass(kind, format)));

    [TestCase("/v1beta/models/gemini-2.5-pro:generateContent", "gemini-2.5-pro")]
    [TestCase("/v1/projects/p/locations/l/publishers/google/models/m:countTokens", "m")]
    [TestCase("/v1beta/models/m", null)]
    [TestCase("/v1/messages", null)]
    [TestCase("/models/:x", null)]
    public void The_model_is_read_from_the_path(string path, string? model) => Assert.That(GeminiPath.ModelOf(path), Is.EqualTo(model));

    [TestCase("GET", "/v1/responses/resp_1")]
    [TestCase("HEAD", "/api/hello")]
    [TestCase("OPTIONS", "/v1/messages")]
    [TestCase("GET", "/v1/models")]
    public void Read_requests_are_free(string method, string path) =>
        Assert.That(CallTable.Classify(Provider.Codex, method, path).Kind, Is.EqualTo(CallKind.Free));

    [TestCase("POST", "/v1/messages/")]
    [TestCase("POST", "//v1/messages")]
    [TestCase("POST", "/v1//messages/count_tokens")]
    [TestCase("POST", "/V1/Messages/Count_Tokens")]
    [TestCase("POST", "/v1/messages/count_tokens/")]
    [TestCase("POST", "/v1/messages/count_tokens%2F..%2F..%2Fmessages")]
    [TestCase("POST", "/v1/messages/count_tokens;x")]
    [TestCase("POST", "/v1/messages%2Fcount_tokens")]
    [TestCase("POST", "/api/eval/..%2F..%2Fv1%2Fmessages")]
    [TestCase("POST", "/api/eval/../../v1/messages")]
    [TestCase("POST", "/api/eval/./x")]
    [TestCase("POST", "/api/eval//v1/messages")]
    [TestCase("POST", "/api/eval")]
    [TestCase("POST", "/api/evaluate")]
    [TestCase("POST", "/API/eval/x")]
    [TestCase("PUT", "/api/eval/x")]
    [TestCase("PUT", "/v1/messages/count_tokens")]
    [TestCase("post", "/v1/messages/count_tokens")]
    [TestCase("get", "/v1/models")]
    [TestCase("PATCH", "/v1/messages")]
    [TestCase("DELETE", "/v1/files/f")]
    public void Another_spelling_of_a_path_is_never_free(string method, string path) =>
        Assert.That(CallTable.Classify(Provider.Claude, method, path).Kind, Is.Not.EqualTo(CallKind.Free));

    [TestCase("/v1/batches/", CallKind.Unmetered)]
    [TestCase("//v1//batches", CallKind.Unmetered)]
    [TestCase("/v1%2Fbatches", CallKind.Unmetered)]
    [TestCase("/v1%5Cbatches", CallKind.Unmetered)]
    [TestCase("/v1/Batches", CallKind.Unmetered)]
    [TestCase("/v1/messages/batches/", CallKind.Unmetered)]
    [TestCase("/v1/messages%2Fbatches", CallKind.Unmetered)]
    [TestCase("/v1/messages;a=b/batches%3Bx", CallKind.Unmetered)]
    [TestCase("/v1//fine_tuning/jobs", CallKind.Unmetered)]
    [TestCase("/V1/realtime", CallKind.Unmetered)]
    [TestCase("/v1/responses/", CallKind.ModelCall)]
    [TestCase("/v1%2Fresponses", CallKind.ModelCall)]
    [TestCase("/v1/responses/input_tokens/", CallKind.Unmetered)]
    [TestCase("/v1/Assistants", CallKind.Unmetered)]
    [TestCase("/v1/batches/b/cancel", CallKind.Unmetered)]
    public void A_path_that_a_lenient_upstream_takes_for_a_listed_call_is_that_call(string path, CallKind kind) =>
        Assert.That(CallTable.Classify(Provider.Codex, "POST", path).Kind, Is.EqualTo(kind));

    [TestCase("/mcp/readonly", CallKind.Free)]
    [TestCase("/mcp", CallKind.Unmetered)]
    [TestCase("/mcp/readonly/x", CallKind.Unmetered)]
    [TestCase("/backend-api/ps/mcp", CallKind.Unmetered)]
    public void Copilots_tools_are_free_on_its_own_hosts(string path, CallKind kind)
    {
        var copilot = new Provider("copilot", ApiFormat.OpenAi, [new("api.githubcopilot.com", null)], Provider.Codex.Credential, IsBuiltIn: true);
        Assert.That(CallTable.Classify(copilot, "POST", path).Kind, Is.EqualTo(kind));
        Assert.That(CallTable.Classify(copilot, "PUT", path).Kind, Is.EqualTo(CallKind.Unmetered));
        Assert.That(CallTable.Classify(copilot with { IsBuiltIn = false }, "POST", path).Kind, Is.EqualTo(CallKind.Unclassified));
    }

    [Test]
    public void A_provider_of_the_settings_has_only_its_formats_free_calls()
    {
        Assert.That(CallTable.Classify(Local, "POST", "/api/eval/x").Kind, Is.EqualTo(CallKind.Unclassified));
        Assert.That(CallTable.Classify(Local, "POST", "/v1/messages").Format, Is.EqualTo(CallFormat.AnthropicMessages));
        Assert.That(CallTable.Classify(Local, "POST", "/v1/files").Kind, Is.EqualTo(CallKind.Free), "its format is OpenAI's");
        Assert.That(CallTable.Classify(Local, "POST", "/v1beta/files").Kind, Is.EqualTo(CallKind.Unclassified));
        Assert.That(CallTable.Classify(Local, "POST", "/v1/assistants/a").Kind, Is.EqualTo(CallKind.Free));
        Assert.That(CallTable.Classify(Local, "POST", "/v1/chat/completions/a").Kind, Is.EqualTo(CallKind.Unclassified), "a gateway may match its beginning");
        Assert.That(CallTable.Classify(Local, "POST", "/v1/responses/r/cancel").Kind, Is.EqualTo(CallKind.Unclassified));
    }

    [TestCase("/openai/v1/chat/completions", CallKind.ModelCall, CallFormat.OpenAiChat)]
    [TestCase("/api/v1/chat/completions", CallKind.ModelCall, CallFormat.OpenAiChat)]
    [TestCase("/openai/deployments/x/chat/completions", CallKind.ModelCall, CallFormat.OpenAiChat)]
    [TestCase("/openai/v1/Responses/", CallKind.ModelCall, CallFormat.OpenAiResponses)]
    [TestCase("/api/v1/responses/compact", CallKind.ModelCall, CallFormat.OpenAiResponses)]
    [TestCase("/anthropic/v1/messages", CallKind.ModelCall, CallFormat.AnthropicMessages)]
    [TestCase("/openai/v1/audio/speech", CallKind.ModelCall, CallFormat.OpenAiMedia)]
    [TestCase("/anthropic/v1/messages/batches", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/openai/batches", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1/batch/jobs", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/api/v1/videos", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/x/threads/t/runs", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1/threads/v1/chat/completions", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/v1/conversations", CallKind.ModelCall, CallFormat.Unknown)]
    [TestCase("/v1/fim/completions", CallKind.ModelCall, CallFormat.OpenAiChat)]
    [TestCase("/api/v1/presets/p/messages", CallKind.ModelCall, CallFormat.AnthropicMessages)]
    [TestCase("/v1/moderations", CallKind.ModelCall, CallFormat.OpenAiChat)]
    [TestCase("/openai/v1/batches", CallKind.Unmetered, CallFormat.Unknown)]
    [TestCase("/x/v1/messages/count_tokens", CallKind.Unclassified, CallFormat.Unknown)]
    [TestCase("/x/v1/files", CallKind.Unclassified, CallFormat.Unknown)]
    [TestCase("/x/v1/chat/completions/x", CallKind.Unclassified, CallFormat.Unknown)]
    [TestCase("/x-chat/completions", CallKind.ModelCall, CallFormat.OpenAiChat)]
    [TestCase("/x-completions", CallKind.Unclassified, CallFormat.Unknown)]
    [TestCase("", CallKind.Unclassified, CallFormat.Unknown)]
    [TestCase("*", CallKind.Unclassified, CallFormat.Unknown)]
    public void A_provider_of_the_settings_has_the_calls_below_any_folder(string path, CallKind kind, CallFormat format)
    {
        Assert.That(CallTable.Classify(Local, "POST", path), Is.EqualTo(new CallClass(kind, format)));
    }

    [TestCase("/openai/v1/chat/completions")]
    [TestCase("/anthropic/v1/messages")]
    [TestCase("/v1/fim/completions")]
    [TestCase("/api/v1/rerank")]
    public void A_built_in_provider_has_its_own_paths_alone(string path) =>
        Assert.That(CallTable.Classify(Provider.Codex, "POST", path).Kind, Is.EqualTo(CallKind.Unmetered));

    [Test]
    public void A_path_of_many_segments_is_classified()
    {
        string path = string.Concat(Enumerable.Repeat("/v1/chat", 8000));
        Assert.That(CallTable.Classify(Local, "POST", path).Kind, Is.EqualTo(CallKind.ModelCall), "Cohere's /v1/chat below a folder");
        Assert.That(CallTable.Classify(Local, "POST", path + "/x").Kind, Is.EqualTo(CallKind.Unclassified));
    }

    [TestCase("/v1beta/models/gemini-x:generateContent%3AcountTokens", CallKind.ModelCall)]
    [TestCase("/anything", CallKind.ModelCall)]
    public void All_calls_of_Gemini_are_charged(string path, CallKind kind) =>
        Assert.That(CallTable.Classify(Gemini, "POST", path), Is.EqualTo(new CallClass(kind, CallFormat.Unknown)));

    [TestCase("claude", "/v1/environments")]
    [TestCase("claude", "/v1/environments/env_1")]
    [TestCase("claude", "/v1/deployments")]
    [TestCase("claude", "/v1/deployments/dep_1/run")]
    [TestCase("claude", "/v1/dreams")]
    [TestCase("claude", "/v1/sessions")]
    [TestCase("claude", "/v1/code/sessions")]
    [TestCase("claude", "/v1/vaults")]
    [TestCase("claude", "/v1/memory_stores")]
    [TestCase("claude", "/v1/tunnels")]
    [TestCase("claude", "/v1/organizations/api_keys/k")]
    [TestCase("claude", "/v1/messages/x:generateContent")]
    [TestCase("codex", "/v1/vector_stores")]
    [TestCase("codex", "/v1/containers")]
    [TestCase("codex", "/v1/webhooks")]
    [TestCase("codex", "/v1/tomorrow")]
    [TestCase("codex", "/v1/containers:generateContent")]
    [TestCase("codex", "/backend-api/codex/tasks")]
    [TestCase("gemini", "/v1beta/interactions/i/cancel")]
    [TestCase("gemini", "/v1beta/corpora")]
    [TestCase("gemini", "/v1alpha/auth_tokens")]
    [TestCase("gemini", "/v1beta/models/gemini-x:tomorrow")]
    [TestCase("copilot", "/agents/swe/v1/jobs")]
    [TestCase("qwen", "/api/v1/services/aigc/text-generation/generation")]
    public void An_unlisted_call_of_a_built_in_provider_is_unmetered(string provider, string path)
    {
        foreach (string method in (string[])["POST", "PUT", "PATCH", "DELETE", "post", "QUERY"])
        {
            Assert.That(CallTable.Classify(ProviderTable.BuiltIn.Named(provider)!, method, path).Kind, Is.EqualTo(CallKind.Unmetered), method);
        }
    }

    [TestCase("/v1/responses", CallKind.ModelCall)]
    [TestCase("/backend-api/codex/responses", CallKind.ModelCall)]
    [TestCase("/v1/realtime", CallKind.Unmetered)]
    [TestCase("/anything", CallKind.Unmetered)]
    public void WebSockets_are_classified(string path, CallKind kind) => Assert.That(CallTable.ClassifyUpgrade(path).Kind, Is.EqualTo(kind));
}
