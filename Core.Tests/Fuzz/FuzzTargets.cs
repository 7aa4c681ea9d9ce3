using BotBottle.Core.Providers;
using BotBottle.Core.Scan;
using BotBottle.Fuzz.Targets;

namespace BotBottle.Fuzz;

/// <summary>Every parser that reads bytes of an agent, an upstream or a file.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new RequestHeadTarget(),
        new ResponseHeadTarget(),
        new ChunkedTarget(),
        new AuthorityTarget(),
        new PathTarget(),
        new ClientHelloTarget(),
        new WebSocketTarget(),
        new EventStreamTarget(),
        new AwsEventTarget(),
        new JsonTarget(),
        new UsageTarget("usage-anthropic", CallFormat.AnthropicMessages),
        new UsageTarget("usage-chat", CallFormat.OpenAiChat),
        new UsageTarget("usage-responses", CallFormat.OpenAiResponses),
        new UsageTarget("usage-gemini", CallFormat.GeminiGenerateContent),
        new UsageTarget("usage-unknown", CallFormat.Unknown),
        new DocumentsTarget("usage-ollama"),
        new BedrockTarget("usage-converse", CallFormat.BedrockConverse),
        new BedrockTarget("usage-invoke", CallFormat.BedrockInvoke),
        new RequestFactsTarget(),
        new ContentTarget("gzip", ContentCoding.Gzip),
        new ContentTarget("deflate", ContentCoding.Deflate),
        new ContentTarget("brotli", ContentCoding.Brotli),
        new ContentTarget("zstd", ContentCoding.Zstd),
        new SettingsTarget(),
        new DlpTarget(),
        new TerminalTarget(),
    ];
}
