using System.Text;

namespace BotBottle.Bench.Usage;

/// <summary>Responses of 1 MB in the forms of providers, and requests as agents send them.</summary>
internal static class AnswerBytes
{
    /// <summary>The size of the pieces in which a body reaches a reader: a pipe's segment.</summary>
    public const int Piece = 4096;

    /// <summary>Anthropic's stream of 1 MB: about 150 bytes of envelope around a few words each.</summary>
    public static byte[] AnthropicStream { get; } = Encoding.UTF8.GetBytes(
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"claude-x\",\"usage\":{\"input_tokens\":25,"
            + "\"output_tokens\":1}}}\n\n"
        + Repeat(
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" some more "
                + "words\"}   }\n\n", 7800)
        + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":23400}}\n\n"
        + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");

    /// <summary>A chat stream with running fields on each chunk.</summary>
    public static byte[] ChatStream { get; } = Encoding.UTF8.GetBytes(
        Repeat(
            "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-x\",\"choices\":[{\"index\":0,"
                + "\"delta\":{\"content\":\" words\"},\"finish_reason\":null}],\"usage\":null,\"obfuscation\":\"abcdef\"}\n\n", 5200)
        + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":5200,\"total_tokens\":5209}}\n\n"
        + "data: [DONE]\n\n");

    /// <summary>A Responses stream whose last event repeats half a megabyte of text and tools in one line.</summary>
    public static byte[] ResponsesStream { get; } = Encoding.UTF8.GetBytes(
        Repeat(
            "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"item_id\":\"msg_1\",\"output_index\":1,\"delta\":\" "
                + "words\",\"sequence_number\":17,\"obfuscation\":\"abcdef\"}\n\n", 2900)
        + "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"instructions\":\""
        + Repeat("be helpful\\n", 20_000)
        + "\",\"tools\":[" + Repeat("{\"type\":\"function\",\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"properties\":{}}},", 3500) + "{}],"
        + "\"usage\":{\"input_tokens\":9,\"output_tokens\":2900,\"total_tokens\":2909}}}\n\n");

    /// <summary>Anthropic's response without streaming: one document, mostly one string with escapes, with its usage at the end.</summary>
    public static byte[] AnthropicDocument { get; } = Encoding.UTF8.GetBytes(
        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\",\"content\":[{\"type\":\"text\",\"text\":\""
        + Repeat("    return \\\"some more words\\\";\\n", 30_000)
        + "\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":25,\"output_tokens\":23400}}");

    /// <summary>A chat completion without streaming, with the text of <see cref="AnthropicDocument"/>.</summary>
    public static byte[] ChatDocument { get; } = Encoding.UTF8.GetBytes(
        "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"model\":\"gpt-x\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
        + Repeat("    return \\\"some more words\\\";\\n", 30_000)
        + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":5200,\"total_tokens\":5209}}");

    /// <summary>The events of the Responses API on a WebSocket, one message each: 5,000 pieces of text and the end.</summary>
    public static IReadOnlyList<byte[]> ResponsesEvents { get; } =
    [
        Encoding.UTF8.GetBytes(
            "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"model\":\"gpt-x\",\"status\":\"in_progress\"},\"sequence_number\":0}"),
        .. Enumerable.Range(1, 5000).Select(number => Encoding.UTF8.GetBytes(
            "{\"type\":\"response.output_text.delta\",\"item_id\":\"msg_1\",\"output_index\":1,\"content_index\":0,\"delta\":\" some more "
                + "words\",\"logprobs\":[],\"obfuscation\":\"abcdef\",\"sequence_number\":"
            + number.ToString(System.Globalization.CultureInfo.InvariantCulture) + "}")),
        Encoding.UTF8.GetBytes(
            "{\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"model\":\"gpt-x\",\"usage\":{\"input_tokens\":9,\"output_tokens\":2900,"
                + "\"total_tokens\":2909}}}"),
    ];

    /// <summary>A request with a long conversation, 200 kB, as agents send it on every turn.</summary>
    public static byte[] Request { get; } = Encoding.UTF8.GetBytes(
        "{\"model\":\"claude-x\",\"max_tokens\":64000,\"stream\":true,\"messages\":["
        + Repeat("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"read the file src/main.c and say what it does, then change it\\n\"}]},", 1600)
        + "{\"role\":\"user\",\"content\":\"go on\"}],\"tools\":[" + Repeat("{\"name\":\"Bash\",\"input_schema\":{\"type\":\"object\"}},", 20)
        + "{\"name\":\"Edit\"}]}");

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
