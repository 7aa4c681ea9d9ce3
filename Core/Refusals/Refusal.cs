namespace BotBottle.Core.Refusals;

/// <summary>A complete response of the proxy's own.</summary>
/// <param name="Code">The refusal code.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Fields">The header fields without the framing fields; every value is visible ASCII.</param>
/// <param name="Body">The body, in UTF-8.</param>
/// <param name="Message">The text of the body, for a person.</param>
public sealed record Refusal(RefusalCode Code, int Status, IReadOnlyList<KeyValuePair<string, string>> Fields, byte[] Body, string Message);

/// <summary>Form of a refusal for a kind of client: the status, header fields and body at which the client stops and prints the message.</summary>
public enum RefusalDialect
{
    /// <summary>Anthropic Messages.</summary>
    Anthropic,

    /// <summary>OpenAI Chat Completions, and APIs with the same errors.</summary>
    Chat,

    /// <summary>OpenAI Responses, for every client but Codex.</summary>
    Responses,

    /// <summary>OpenAI Responses for Codex, which retries a 402 five times and stops at a 429 of its own type (measured with 0.171).</summary>
    Codex,

    /// <summary>Google Gemini.</summary>
    Gemini,

    /// <summary>Amazon Bedrock. The AWS SDKs retry 429, 500, 502, 503 and 504, and errors with the name of a throttling; they ignore x-should-retry.</summary>
    Bedrock,

    /// <summary>Ollama: the error is a text. Its clients retry nothing and print it (ollama 0.6.4).</summary>
    Ollama,

    /// <summary>A client of an MCP server. Claude Code takes a 403 for a missing login, and prints the body of a 400 (measured with 2.1.332).</summary>
    Mcp,

    /// <summary>git and the go command, which print an error only if its type is text/plain.</summary>
    Text,
}
