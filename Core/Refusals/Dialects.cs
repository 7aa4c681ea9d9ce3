using BotBottle.Core.Http1;
using BotBottle.Core.Providers;

namespace BotBottle.Core.Refusals;

/// <summary>Finds the dialect of a refusal. A client that lies about its name spoils the words that it reads itself; no verdict depends on them.</summary>
public static class Dialects
{
    /// <summary>The dialect of a call: its own, or the one of its provider where the call has none.</summary>
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

    // codex_exec, codex_cli_rs, codex-tui, codex_vscode and the other fronts of Codex.
    private static bool IsCodex(HeaderTable? fields) => fields?.GetText("user-agent"u8)?.StartsWith("codex", StringComparison.OrdinalIgnoreCase) == true;
}
