namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>The six agents that are tested, newest releases.</summary>
internal static class KnownAgents
{
    public static IReadOnlyList<Agent> All { get; } =
    [
        new("claude", "Claude Code", "@anthropic-ai/claude-code", "claude", ("ANTHROPIC_API_KEY", CliHost.AnthropicKey),
            prompt => ["-p", prompt], "? for shortcuts|bypass permissions on", "/exit", AgentTools.ClaudeCode),
        new("codex", "Codex CLI", "@openai/codex", "codex", ("OPENAI_API_KEY", CliHost.OpenAiKey),
            prompt => ["exec", prompt], "Ask Codex to do anything", "/quit", AgentTools.Codex, SpeaksByWebSocket: true),
        new("gemini", "Gemini CLI", "@google/gemini-cli", "gemini", ("GEMINI_API_KEY", "AIza-the-hosts-own-key"),
            prompt => ["-p", prompt], "Type your message", "/quit", AgentTools.GeminiCli),
        new("opencode", "opencode", "opencode-ai", "claude", ("ANTHROPIC_API_KEY", CliHost.AnthropicKey),
            prompt => ["run", prompt], "Ask anything", "/exit", AgentTools.OpenCode),
        new("copilot", "Copilot CLI", "@github/copilot", "copilot", ("COPILOT_GITHUB_TOKEN", "github_pat_the_hosts_own_token"),
            prompt => ["-p", prompt], "Type @ to mention|/ commands", Agent.Interrupt, AgentTools.CopilotCli),
        new("qwen", "Qwen Code", "@qwen-code/qwen-code", "qwen", ("DASHSCOPE_API_KEY", "sk-the-hosts-dashscope-key"),
            prompt => ["-p", prompt], "Type your message", "/quit", AgentTools.QwenCode),
    ];

    /// <summary>The agent of that name.</summary>
    public static Agent Named(string name) => All.Single(agent => agent.Name == name);
}
