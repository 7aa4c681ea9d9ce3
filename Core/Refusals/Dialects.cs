using System.Text;
using BotBottle.Core.Http1;
using BotBottle.Core.Providers;

namespace BotBottle.Core.Refusals;

/// <summary>Chooses the dialect of a refusal. A client that gives a false identity only gets a wrong format; no verdict depends on it.</summary>
public static class Dialects
{
    /// <summary>The dialect of a call that needs an admission: its own, or its provider's if the call has none.</summary>
    /// <param name="provider">The provider of the call.</param>
    /// <param name="call">The class of the call.</param>
    /// <param name="fields">The header fields of the request; null for none.</param>
    /// <param name="isWebSocket">True for a call on a WebSocket; Codex is the client that uses one.</param>
    public static RefusalDialect Of(Provider provider, CallClass call, HeaderTable? fields, bool isWebSocket = false)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return call.Format switch
        {
            CallFormat.AnthropicMessages => RefusalDialect.Anthropic,
            CallFormat.OpenAiChat => RefusalDialect.Chat,
            CallFormat.OpenAiResponses => isWebSocket || IsCodex(fields) ? RefusalDialect.Codex : RefusalDialect.Responses,
            CallFormat.GeminiGenerateContent or CallFormat.GeminiInteractions => RefusalDialect.Gemini,
            CallFormat.BedrockConverse or CallFormat.BedrockInvoke => RefusalDialect.Bedrock,
            CallFormat.Ollama => RefusalDialect.Ollama,
            _ => provider.Format switch
            {
                ApiFormat.Anthropic => RefusalDialect.Anthropic,
                ApiFormat.Gemini => RefusalDialect.Gemini,
                ApiFormat.Bedrock => RefusalDialect.Bedrock,
                ApiFormat.Ollama => RefusalDialect.Ollama,
                _ => RefusalDialect.Chat,
            },
        };
    }

    /// <summary>The dialect of any other request; null for plain HTTP.</summary>
    /// <param name="method">The method, as sent.</param>
    /// <param name="fields">The header fields of the request; null for none.</param>
    public static RefusalDialect? Of(string method, HeaderTable? fields) =>
        fields is null ? null : ReadsText(fields) ? RefusalDialect.Text : IsMcp(method, fields) ? RefusalDialect.Mcp : null;

    // git and the go command print the body of an error only if its type is text/plain (measured: 2.39, 1.19). The go command uses the name of Go's HTTP client
    // and sends no Accept. Other Go programs that call an API accept JSON, or handle any type.
    private static bool ReadsText(HeaderTable fields) => IsOf(fields, "git/"u8) || (IsOf(fields, "Go-http-client/"u8) && !fields.Contains("accept"u8));

    // By the specification, a message to an MCP server accepts both types; all messages after the version is agreed name it.
    private static bool IsMcp(string method, HeaderTable fields) => fields.Contains("mcp-protocol-version"u8)
        || (method == "POST" && fields.TryGet("accept"u8, out ReadOnlySpan<byte> types) && types.IndexOf("text/event-stream"u8) >= 0
            && types.IndexOf("application/json"u8) >= 0);

    // codex_exec, codex_cli_rs, codex-tui, codex_vscode and the other front ends of Codex.
    private static bool IsCodex(HeaderTable? fields) => fields is not null && IsOf(fields, "codex"u8);

    private static bool IsOf(HeaderTable fields, ReadOnlySpan<byte> name) =>
        fields.TryGet("user-agent"u8, out ReadOnlySpan<byte> agent) && agent.Length >= name.Length && Ascii.EqualsIgnoreCase(agent[..name.Length], name);
}
