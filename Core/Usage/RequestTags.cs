using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>The paths of a request for <see cref="RequestFactsSink"/>, and their tags; <see cref="ToolGrammar"/> has those of tools.</summary>
internal static class RequestTags
{
    public const int Root = 0;
    public const int Model = 1;
    public const int MaxTokens = 2;
    public const int MaxCompletionTokens = 3;
    public const int MaxOutputTokens = 4;
    public const int Choices = 5;
    public const int BestOf = 6;
    public const int Stream = 7;
    public const int Background = 8;
    public const int Tools = 9;
    public const int GeminiOutput = 10;
    public const int GeminiCandidates = 11;
    public const int GeminiConfig = 12;
    public const int McpServers = 13;
    public const int ConverseOutput = 14;
    public const int ConverseConfig = 15;
    public const int OllamaOutput = 16;
    public const int OllamaOptions = 17;
    public const int LlamaOutput = 18;
    public const int LastGuarded = 18;
    public const int Prompt = 19;
    public const int FallbackLimit = 20;
    public const int MultiAgent = 21;
    public const int AgentsEnabled = 22;
    public const int ThinkingBudget = 23;
    public const int Fallbacks = 24;
    public const int ModelLimit = 25;
    public const int ModelChoices = 26;
    public const int Hidden = 27;
    public const int Previous = 28;
    public const int ContextEdit = 29;
    public const int Fallback = 30;
    public const int Prediction = 31;
    public const int Compaction = 32;
    public const int Agent = 33;

    /// <summary>The keys by tag. Up to <see cref="LastGuarded"/> each may be given once, in its plain spelling, because its value affects the cost.</summary>
    public static readonly string[] Keys =
    [
        "", "model", "max_tokens", "max_completion_tokens", "max_output_tokens", "n", "best_of", "stream", "background", "tools",
        "generationConfig.maxOutputTokens", "generationConfig.candidateCount", "generationConfig", "mcp_servers",
        "inferenceConfig.maxTokens", "inferenceConfig", "options.num_predict", "options", "n_predict", "prompt[]", "fallbacks[].max_tokens",
        "multi_agent", "multi_agent.enabled", "thinking_budget", "fallbacks", "additionalModelRequestFields", "additionalModelRequestFields",
    ];

    public static readonly JsonShape Shape = JsonShape.Of(Paths(), foldsCase: true, ToolGrammar.States);

    private static IEnumerable<JsonPath> Paths()
    {
        yield return new JsonPath("", Root);
        for (int tag = Model; tag <= Tools; tag++)
        {
            yield return new JsonPath(Keys[tag], tag, tag == Model ? JsonWant.Text : JsonWant.None);
        }

        // Google's JSON accepts both spellings of a name; both together are a duplicate name.
        foreach (string config in (string[])["generationConfig", "generation_config"])
        {
            yield return new JsonPath(config, GeminiConfig);
            yield return new JsonPath($"{config}.maxOutputTokens", GeminiOutput);
            yield return new JsonPath($"{config}.max_output_tokens", GeminiOutput);
            yield return new JsonPath($"{config}.candidateCount", GeminiCandidates);
            yield return new JsonPath($"{config}.candidate_count", GeminiCandidates);
        }

        yield return new JsonPath("inferenceConfig", ConverseConfig);
        yield return new JsonPath(Keys[ConverseOutput], ConverseOutput);
        foreach (string key in RequestPlaces.ModelLimits)
        {
            yield return new JsonPath(key, ModelLimit);
        }

        foreach (string key in RequestPlaces.ModelChoices)
        {
            yield return new JsonPath(key, ModelChoices);
        }

        for (int tag = OllamaOutput; tag <= LlamaOutput; tag++)
        {
            yield return new JsonPath(Keys[tag], tag);
        }

        yield return new JsonPath("mcp_servers", McpServers);
        yield return new JsonPath("prompt[]", Prompt);
        yield return new JsonPath("previous_response_id", Previous);
        yield return new JsonPath("previous_interaction_id", Previous);
        yield return new JsonPath("agent", Agent);
        yield return new JsonPath("fallbacks", Fallbacks);
        yield return new JsonPath("fallbacks[]", Fallback);
        yield return new JsonPath("fallbacks[].max_tokens", FallbackLimit);
        yield return new JsonPath("multi_agent", MultiAgent);
        yield return new JsonPath("multi_agent.enabled", AgentsEnabled);
        yield return new JsonPath("thinking_budget", ThinkingBudget);
        yield return new JsonPath("prediction", Prediction);
        yield return new JsonPath("compaction", Compaction);
        yield return new JsonPath("context_management.edits[].type", ContextEdit, JsonWant.Text);
        yield return new JsonPath("context_management[].type", ContextEdit, JsonWant.Text);
        foreach (string path in RequestPlaces.Hidden)
        {
            yield return new JsonPath(path, Hidden);
        }
    }
}
