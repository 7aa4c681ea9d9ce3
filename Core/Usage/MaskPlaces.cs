using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// The strings of a model call that a mask must treat in a special way. The paths are exact: a tool's input that has a key <c>thinking</c> is none of them.
/// </summary>
public static class MaskPlaces
{
    /// <summary>The tag of a string that the provider has signed or encrypted. The provider refuses the whole call if it is changed.</summary>
    public const int Signed = 0;

    /// <summary>The tag of a string in Base64: a picture or a file. Only a mask of Base64 digits keeps it readable.</summary>
    public const int Base64 = 1;

    /// <summary>The tag of the model's name, which the ledger keeps as it was sent.</summary>
    public const int Model = 2;

    /// <summary>The objects that contain a call's messages, by the path before them: calls, Gemini's wrappers, and batches.</summary>
    private static readonly string[] Wrappers = ["", "request.", "generateContentRequest.", "requests[].params.", "requests[].request.", "requests[].body."];

    private static readonly string[] SignedPaths =
    [
        // Anthropic: thinking blocks, the results of its own tools, citations.
        .. Below(["messages[].content[]"], "thinking", "signature", "data", "encrypted_content"),
        .. Below(["messages[].content[].content[]", "messages[].content[].content"], "encrypted_content", "encrypted_stdout", "encrypted_index"),
        "messages[].content[].citations[].encrypted_index",
        .. Below(["messages[].content[].reasoningContent"], "reasoningText.text", "reasoningText.signature", "redactedContent"),

        // OpenAI: reasoning, compacted histories, messages between agents.
        .. Below(["input[]", "input[].content[]", "input[].output[]"], "encrypted_content"),

        // Routers that carry such blocks in chat messages.
        .. Below(["messages[].reasoning_details[]", "messages[].thinking_blocks[]"], "text", "data", "signature", "thinking"),
        .. Below(["messages[]"], "reasoning_opaque", "reasoning_signature"),
        .. Below(
            ["messages[]", "messages[].tool_calls[]", "messages[].content[]"],
            "extra_content.google.thought_signature", "extra_content.google.thoughtSignature"),

        // Gemini, in both spellings of its JSON, and its Interactions API.
        .. Below(["contents[].parts[]"], "thoughtSignature", "thought_signature"),
        .. Below(["input[]", "input[].content[]"], "signature"),
    ];

    private static readonly string[] Base64Paths =
    [
        .. Below(["messages[].content[]", "messages[].content[].content[]"], "source.data", "image_url.url", "input_audio.data", "file.file_data"),
        .. Below(["input[].content[]", "input[].output[]"], "image_url", "file_data", "input_audio.data"),
        "input[].result",
        .. Below(
            ["contents[].parts[]", "contents[].parts[].functionResponse.parts[]", "contents[].parts[].function_response.parts[]"],
            "inlineData.data", "inline_data.data"),
    ];

    /// <summary>The shape with these paths.</summary>
    public static JsonShape Shape { get; } = JsonShape.Of(
        Wrappers.SelectMany(wrapper => SignedPaths.Select(path => new JsonPath(wrapper + path, Signed))
            .Concat(Base64Paths.Select(path => new JsonPath(wrapper + path, Base64))).Append(new JsonPath(wrapper + "model", Model))));

    private static IEnumerable<string> Below(string[] places, params string[] keys) => places.SelectMany(place => keys.Select(key => $"{place}.{key}"));
}
