namespace BotBottle.Core.Usage;

/// <summary>Paths in a request that only one dialect has.</summary>
internal static class RequestPlaces
{
    /// <summary>Gemini's tools have no type: the key is the tool, in either of the two spellings that its JSON accepts.</summary>
    public static readonly (string Key, string Tool)[] Tools =
    [
        ("google_search", "web_search"), ("googleSearch", "web_search"), ("google_search_retrieval", "web_search"), ("googleSearchRetrieval", "web_search"),
        ("url_context", "url_context"), ("urlContext", "url_context"), ("code_execution", "code_execution"), ("codeExecution", "code_execution"),
        ("google_maps", "google_maps"), ("googleMaps", "google_maps"), ("file_search", "file_search"), ("fileSearch", "file_search"),
        ("enterprise_web_search", "web_search"), ("enterpriseWebSearch", "web_search"), ("mcp_servers", "mcp"), ("mcpServers", "mcp"),
        ("retrieval", "retrieval"), ("parallelAiSearch", "parallel_ai_search"), ("parallel_ai_search", "parallel_ai_search"),
    ];

    /// <summary>
    /// The paths of input whose bytes do not show its tokens: input that the provider stores or fetches, and pictures, documents and sound, of which a few
    /// kilobytes can be any number of pages.
    /// </summary>
    public static readonly string[] Hidden =
    [
        "conversation", "conversation_id", "thread", "prompt.id", "cachedContent", "cached_content", "container",
        .. Below(["messages[].content[]", "messages[].content[].content[]", "messages[].content[].content"], "source", "image_url", "input_audio", "audio",
            "file", "file_id"),
        "messages[].audio", "messages[].images", "images",
        .. Below(["messages[].content[]", "messages[].content[].toolResult.content[]"], "image", "document", "video"),
        "input[].id",
        .. Below(["input", "input[]", "input[].content", "input[].content[]"], "data", "uri"),
        .. Below(["input[].content[]", "input[].output[]", "input[].output"], "image_url", "file_id", "file_url", "file_data", "input_audio"),
        .. Below(
            ["contents[].parts[]", "contents[].parts[].functionResponse.parts[]", "contents[].parts[].function_response.parts[]", "systemInstruction.parts[]",
                "system_instruction.parts[]"],
            "fileData", "file_data", "inlineData", "inline_data"),
    ];

    private const string ModelFields = "additionalModelRequestFields";

    /// <summary>
    /// The output limits that Converse passes on to a model, under the vendors' names. Whether a model obeys one is not known, so that it can only raise
    /// Converse's own limit.
    /// </summary>
    public static readonly string[] ModelLimits =
    [
        .. Below(
            [ModelFields], "max_tokens", "maxTokens", "max_completion_tokens", "max_output_tokens", "max_new_tokens", "max_tokens_to_sample", "max_gen_len",
            "maxTokenCount", "inferenceConfig.maxTokens", "inferenceConfig.max_new_tokens", "textGenerationConfig.maxTokenCount"),
    ];

    /// <summary>The numbers of outputs that Converse passes on to a model, or that only one server reads.</summary>
    public static readonly string[] ModelChoices =
    [
        .. Below([ModelFields], "n", "best_of", "num_generations", "numResults", "num_results"),

        // llama.cpp's and Cohere's own.
        "n_cmpl", "num_generations",
    ];

    private static IEnumerable<string> Below(string[] places, params string[] keys) => places.SelectMany(place => keys.Select(key => $"{place}.{key}"));
}
