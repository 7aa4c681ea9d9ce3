namespace BotBottle.Proxy.Tests.Support;

/// <summary>Model calls of the three formats: requests, responses and their tokens.</summary>
internal static class ModelCalls
{
    public const string AnthropicJson =
        """{"id":"msg_1","type":"message","model":"claude-x-1","content":[{"type":"text","text":"hi"}],"usage":{"input_tokens":11,"cache_creation_input_tokens":3,"cache_read_input_tokens":5,"output_tokens":7}}""";

    public const string AnthropicSse =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"model\":\"claude-x-1\","
            + "\"usage\":{\"input_tokens\":11,\"cache_creation_input_tokens\":3,\"cache_read_input_tokens\":5,\"output_tokens\":1}}}\n\n" +
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"hi\"}}\n\n" +
        "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":7}}\n\n" +
        "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    public const string ChatJson =
        """{"id":"chatcmpl-1","object":"chat.completion","model":"gpt-x","choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":16,"completion_tokens":7,"total_tokens":23,"prompt_tokens_details":{"cached_tokens":5}}}""";

    public const string ChatSse =
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"model\":\"gpt-x\",\"choices\":[{\"delta\":{\"content\":\"hi\"}}],\"usage\":null}\n"
            + "\n" +
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"model\":\"gpt-x\",\"choices\":[],\"usage\":{\"prompt_tokens\":16,"
            + "\"completion_tokens\":7,\"total_tokens\":23,\"prompt_tokens_details\":{\"cached_tokens\":5}}}\n\n" +
        "data: [DONE]\n\n";

    public const string ResponsesJson =
        """{"id":"resp_1","object":"response","status":"completed","model":"gpt-x","output":[],"usage":{"input_tokens":16,"input_tokens_details":{"cached_tokens":5},"output_tokens":7,"output_tokens_details":{"reasoning_tokens":2},"total_tokens":23}}""";

    public const string ResponsesSse =
        "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\",\"model\":\"gpt-x\","
            + "\"usage\":null}}\n\n" +
        "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"hi\"}\n\n" +
        "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"model\":\"gpt-x\","
            + "\"usage\":{\"input_tokens\":16,\"input_tokens_details\":{\"cached_tokens\":5},\"output_tokens\":7,"
            + "\"output_tokens_details\":{\"reasoning_tokens\":2},\"total_tokens\":23}}}\n\n";

    public const string AnthropicRequest = """{"model":"claude-x","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"hello"}]}""";

    public const string OpenAiRequest = """{"model":"gpt-x","stream":true,"input":"hello"}""";

    /// <summary>A whole request with a body of known length.</summary>
    public static string Post(string host, string path, string body, string more = "") =>
        $"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{more}Content-Length: {body.Length}\r\n\r\n{body}";

    public static string PostClaude(string body = AnthropicRequest) => Post(Outside.Claude, "/v1/messages", body);
}
