using System.Text;
using BotBottle.Core.Http1;
using BotBottle.Core.Providers;

namespace BotBottle.Core.Refusals;

/// <summary>Finds the dialect of a refusal. A client that lies about itself spoils the words that it reads; no verdict depends on them.</summary>
public static class Dialects
{
    /// <summary>The dialect of a call that needs an admission: its own, or the one of its provider where the call has none.</summary>
    /// <param name="provider">The provider that is called.</param>
    /// <param name="call">The class of the call.</param>
    /// <param name="fields">The header fields of the request; null for none.</param>
    /// <param name="isWebSocket">Whether the call uses a WebSocket: Codex is the client that does.</param>
    public static RefusalDialect Of(Provider provider, CallClass call, HeaderTable? fields, bool isWebSocket = false)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return call.Format switch
        {
            CallFormat.AnthropicMessages => RefusalDialect.Anthropic,
            CallFormat.OpenAiChat => RefusalDialect.Chat,
            CallFormat.OpenAiResponses => isWebSocket || IsCodex(fields) ? RefusalDialect.Codex : RefusalDialect.Responses,
            CallFormat.GeminiGenerateContent => RefusalDialect.Gemini,
            _ => provider.Format switch
            {
                ApiFormat.Anthropic => RefusalDialect.Anthropic,
                ApiFormat.Gemini => RefusalDialect.Gemini,
                _ => RefusalDialect.Chat,
            },
        };
    }

    /// <summary>The dialect of any other request; null for plain HTTP.</summary>
    /// <param name="method">The method, as sent.</param>
    /// <param name="fields">The header fields of the request; null for none.</param>
    public static RefusalDialect? Of(string method, HeaderTable? fields) =>
        fields is null ? null : ReadsText(fields) ? RefusalDialect.Text : IsMcp(method, fields) ? RefusalDialect.Mcp : null;

    // git and the go command print the body of an error where its type is text/plain, and nothing of it otherwise (measured: 2.39, 1.19). The go command goes by the name of
    // Go's HTTP client and asks for no type; whoever speaks to an API in Go asks for JSON, or gets along with what comes.
    private static bool ReadsText(HeaderTable fields) => IsOf(fields, "git/"u8) || (IsOf(fields, "Go-http-client/"u8) && !fields.Contains("accept"u8));

    // A message to an MCP server accepts both types, by the specification; all that follow an agreed version name it.
    private static bool IsMcp(string method, HeaderTable fields) => fields.Contains("mcp-protocol-version"u8)
        || (method == "POST" && fields.TryGet("accept"u8, out ReadOnlySpan<byte> types) && types.IndexOf("text/event-stream"u8) >= 0 && types.IndexOf("application/json"u8) >= 0);

    // codex_exec, codex_cli_rs, codex-tui, codex_vscode and the other fronts of Codex.
    private static bool IsCodex(HeaderTable? fields) => fields is not null && IsOf(fields, "codex"u8);

    private static bool IsOf(HeaderTable fields, ReadOnlySpan<byte> name) =>
        fields.TryGet("user-agent"u8, out ReadOnlySpan<byte> agent) && agent.Length >= name.Length && Ascii.EqualsIgnoreCase(agent[..name.Length], name);
}
