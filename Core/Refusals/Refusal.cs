namespace BotBottle.Core.Refusals;

/// <summary>A whole answer of our own.</summary>
/// <param name="Code">Why.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Fields">The header fields without those of framing; every value is visible ASCII.</param>
/// <param name="Body">JSON, in UTF-8.</param>
/// <param name="Message">The words of the body, for a person.</param>
public sealed record Refusal(RefusalCode Code, int Status, IReadOnlyList<KeyValuePair<string, string>> Fields, byte[] Body, string Message);

/// <summary>The shape of a refusal for a kind of client: status, header fields and body at which it stops and prints the message.</summary>
public enum RefusalDialect
{
    /// <summary>Anthropic Messages.</summary>
    Anthropic,

    /// <summary>OpenAI Chat Completions, and what has the same errors.</summary>
    Chat,

    /// <summary>OpenAI Responses, for every client but Codex.</summary>
    Responses,

    /// <summary>OpenAI Responses as Codex reads it: it retries a 402 five times and ends at a 429 of its own type (measured with 0.171).</summary>
    Codex,

    /// <summary>Google Gemini.</summary>
    Gemini,

    /// <summary>A client of an MCP server: Claude Code takes a 403 for a server that wants a login, and prints the body of a 400 (measured with 2.1.332).</summary>
    Mcp,

    /// <summary>git and the go command: they print an error only where its type is text/plain.</summary>
    Text,
}
