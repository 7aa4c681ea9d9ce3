namespace BotBottle.Core.Providers;

/// <summary>
/// The POST calls of today's APIs, as their vendors' SDKs make them (docs/calls.md is this table). A test reads the SDKs' code and fails where a POST has no
/// row. Calls whose path holds a verb or a model are <see cref="GeminiPath"/>'s.
/// </summary>
internal static class ListedCalls
{
    private static readonly CallGroup Anthropic = new("Anthropic", "@anthropic-ai/sdk 1.11.0")
    {
        IsBuiltIn = true,
        Api = ApiFormat.Anthropic,
        Judged = CallFormat.AnthropicMessages,
        Models = new Dictionary<string, CallFormat> { ["/v1/messages"] = CallFormat.AnthropicMessages },
        Counts = new Dictionary<string, CallFormat> { ["/v1/messages/count_tokens"] = CallFormat.AnthropicMessages },
        Free = ["/v1/agents", "/v1/agents/{}", "/v1/agents/{}/archive"],
        Files = ["/v1/files", "/v1/skills", "/v1/skills/{}/versions"],
        Unmetered =
        [
            "/v1/messages/batches/**", "/v1/deployments/**", "/v1/dreams/**", "/v1/environments/**", "/v1/memory_stores/**", "/v1/sessions/**",
            "/v1/tunnels/**", "/v1/user_profiles/**", "/v1/vaults/**", "/v1/organizations/**",
        ],
    };

    private static readonly CallGroup OpenAi = new("OpenAI", "openai 6.49.0", "/v1")
    {
        IsBuiltIn = true,
        Api = ApiFormat.OpenAi,
        Judged = CallFormat.OpenAiResponses,
        Models = new Dictionary<string, CallFormat>
        {
            ["/chat/completions"] = CallFormat.OpenAiChat,
            ["/completions"] = CallFormat.OpenAiChat,
            ["/embeddings"] = CallFormat.OpenAiChat,
            ["/responses"] = CallFormat.OpenAiResponses,
            ["/responses/compact"] = CallFormat.OpenAiResponses,

            // These may name the model in a multipart form or respond with sound only. They are always model calls, charged by estimate without usage.
            ["/audio/speech"] = CallFormat.OpenAiMedia,
            ["/audio/transcriptions"] = CallFormat.OpenAiMedia,
            ["/audio/translations"] = CallFormat.OpenAiMedia,
            ["/images/generations"] = CallFormat.OpenAiMedia,
            ["/images/edits"] = CallFormat.OpenAiMedia,
            ["/images/variations"] = CallFormat.OpenAiMedia,
        },
        Counts = new Dictionary<string, CallFormat> { ["/responses/input_tokens"] = CallFormat.OpenAiResponses },
        Free =
        [
            "/moderations", "/assistants", "/assistants/{}", "/chat/completions/{}", "/responses/{}/cancel", "/conversations", "/conversations/{}",
            "/conversations/{}/items",
        ],
        Files =
        [
            "/files", "/uploads", "/uploads/{}/parts", "/uploads/{}/complete", "/uploads/{}/cancel", "/skills", "/skills/{}", "/skills/{}/versions",
        ],

        // Containers and stores are billed by time, and a store reads its files.
        Unmetered =
        [
            "/batches/**", "/videos/**", "/realtime/**", "/fine_tuning/**", "/threads/**", "/evals/**", "/chatkit/**", "/sessions/**", "/containers/**",
            "/vector_stores/**", "/organization/**", "/projects/{}/groups/**", "/projects/{}/users/**", "/projects/{}/roles/**",
        ],
    };

    private static readonly CallGroup ChatGpt = new("ChatGPT's backend", "@openai/codex 0.171.0", "/backend-api")
    {
        IsBuiltIn = true,
        Models = new Dictionary<string, CallFormat>
        {
            ["/codex/responses"] = CallFormat.OpenAiResponses,
            ["/codex/responses/compact"] = CallFormat.OpenAiResponses,
            ["/codex/images/generations"] = CallFormat.OpenAiMedia,
            ["/codex/images/edits"] = CallFormat.OpenAiMedia,
        },
        Unmetered = ["/wham/**", "/conversation/**", "/f/conversation/**"],
    };

    private static readonly CallGroup Copilot = new("Copilot", "@github/copilot 1.0.102")
    {
        IsBuiltIn = true,
        Models = new Dictionary<string, CallFormat>
        {
            ["/chat/completions"] = CallFormat.OpenAiChat,
            ["/responses"] = CallFormat.OpenAiResponses,
            ["/embeddings"] = CallFormat.OpenAiChat,
        },
    };

    private static readonly CallGroup ModelStudio = new("Model Studio", "@qwen-code/qwen-code 0.24.4")
    {
        IsBuiltIn = true,
        Models = new Dictionary<string, CallFormat>
        {
            ["/compatible-mode/v1/chat/completions"] = CallFormat.OpenAiChat,
            ["/compatible-mode/v1/embeddings"] = CallFormat.OpenAiChat,
        },

        // Applications, whose calls name no model.
        Unmetered = ["/api/v1/apps/**", "/api/v2/apps/**"],
    };

    private static readonly CallGroup Google = new("Gemini", "@google/genai 1.52.0")
    {
        IsBuiltIn = true,
        Api = ApiFormat.Gemini,
        Judged = CallFormat.GeminiGenerateContent,
        Models = new Dictionary<string, CallFormat>
        {
            ["/v1beta/interactions"] = CallFormat.GeminiInteractions,
            ["/v1/interactions"] = CallFormat.GeminiInteractions,
            ["/v1beta/openai/chat/completions"] = CallFormat.OpenAiChat,
            ["/v1beta/openai/embeddings"] = CallFormat.OpenAiChat,
            ["/v1beta/openai/images/generations"] = CallFormat.OpenAiMedia,
        },
        Free = ["/v1beta/fileSearchStores"],
        Files = ["/upload/v1beta/files", "/v1beta/files", "/v1beta/files:register"],
        Unmetered = ["/v1beta/openai/batches/**"],
    };

    private static readonly CallGroup Mistral = new("Mistral", "@mistralai/mistralai 2.7.0")
    {
        Api = ApiFormat.OpenAi,
        Judged = CallFormat.OpenAiChat,
        Models = new Dictionary<string, CallFormat>
        {
            ["/v1/agents/completions"] = CallFormat.OpenAiChat,
            ["/v1/fim/completions"] = CallFormat.OpenAiChat,
            ["/v1/moderations"] = CallFormat.OpenAiChat,
            ["/v1/chat/moderations"] = CallFormat.OpenAiChat,
            ["/v1/classifications"] = CallFormat.OpenAiChat,
            ["/v1/chat/classifications"] = CallFormat.OpenAiChat,
            ["/v1/conversations"] = CallFormat.Unknown,
            ["/v1/conversations/{}"] = CallFormat.Unknown,
            ["/v1/conversations/{}/restart"] = CallFormat.Unknown,
            ["/v1/ocr"] = CallFormat.Unknown,
        },
        Free = ["/v1/agents", "/v2/prompts", "/v2/prompts/{}/versions"],
        Files = ["/v1/files", "/v1/audio/voices", "/v2/skills", "/v2/skills/{}/versions"],

        // A library reads its documents, a connector's tool runs at Mistral, a judge is a model.
        Unmetered =
        [
            "/v1/batch/jobs/**", "/v1/workflows/**", "/v1/libraries/**", "/v1/connectors/**", "/v1/observability/**", "/v1/client/sessions",
            "/v1/service-accounts/**",
        ],
    };

    private static readonly CallGroup Cohere = new("Cohere", "cohere-ai 8.1.0")
    {
        Api = ApiFormat.OpenAi,
        Judged = CallFormat.OpenAiChat,
        Models = new Dictionary<string, CallFormat>
        {
            ["/v2/chat"] = CallFormat.Cohere,
            ["/v2/embed"] = CallFormat.Cohere,
            ["/v2/rerank"] = CallFormat.Cohere,
            ["/v2/parse"] = CallFormat.Unknown,
            ["/v2/audio/transcriptions"] = CallFormat.Unknown,
            ["/v1/chat"] = CallFormat.Cohere,
            ["/v1/generate"] = CallFormat.Cohere,
            ["/v1/embed"] = CallFormat.Cohere,

            // Voyage's and Jina's, too, with a total of tokens.
            ["/v1/rerank"] = CallFormat.Unknown,
            ["/v1/classify"] = CallFormat.Unknown,
            ["/v1/summarize"] = CallFormat.Cohere,
        },
        Free = ["/v1/tokenize", "/v1/detokenize", "/v1/check-api-key"],
        Files = ["/v1/datasets"],
        Unmetered = ["/v1/embed-jobs/**", "/v1/finetuning/**"],
    };

    private static readonly CallGroup OpenRouter = new("OpenRouter", "@openrouter/sdk 1.3.19", "/api/v1")
    {
        Api = ApiFormat.OpenAi,
        Judged = CallFormat.OpenAiChat,
        Models = new Dictionary<string, CallFormat>
        {
            ["/presets/{}/chat/completions"] = CallFormat.OpenAiChat,
            ["/presets/{}/responses"] = CallFormat.OpenAiResponses,
            ["/presets/{}/messages"] = CallFormat.AnthropicMessages,
            ["/rerank"] = CallFormat.Unknown,
            ["/images"] = CallFormat.Unknown,
        },
        Free = ["/generation/feedback", "/analytics/query"],
        Files = ["/files"],
        Unmetered =
        [
            "/interns/**", "/systemone/**", "/guardrails/**", "/byok/**", "/keys/**", "/auth/keys/**", "/oauth/token", "/observability/**", "/scim/**",
            "/vault/**", "/workspaces/**", "/api/alpha/decisions",
        ],
    };

    // Its model calls and batches are OpenAI's, below its own folder.
    private static readonly CallGroup Groq = new("Groq", "groq-sdk 1.6.0", "/openai/v1")
    {
        Api = ApiFormat.OpenAi,
        Files = ["/files"],
    };

    // A path like this is common: only a response in Ollama's dialect is exact there. A created model can have a prompt and messages that no call shows.
    private static readonly CallGroup Ollama = new("Ollama", "ollama 0.6.4")
    {
        Api = ApiFormat.Ollama,
        Models = new Dictionary<string, CallFormat>
        {
            ["/api/chat"] = CallFormat.Ollama,
            ["/api/generate"] = CallFormat.Ollama,
            ["/api/embed"] = CallFormat.Ollama,
            ["/api/embeddings"] = CallFormat.Ollama,
        },
        Files = ["/api/show", "/api/pull", "/api/push", "/api/copy", "/api/blobs/{}"],
        Unmetered = ["/api/create"],
    };

    // Its other calls are OpenAI's. It has no SDK.
    private static readonly CallGroup LlamaCpp = new("llama.cpp", "")
    {
        Models = new Dictionary<string, CallFormat>
        {
            ["/completion"] = CallFormat.LlamaCpp,
            ["/infill"] = CallFormat.LlamaCpp,
            ["/embedding"] = CallFormat.LlamaCpp,
        },
    };

    /// <summary>All APIs.</summary>
    public static IReadOnlyList<CallGroup> Groups { get; } =
        [Anthropic, OpenAi, ChatGpt, Copilot, ModelStudio, Google, Mistral, Cohere, OpenRouter, Groq, Ollama, LlamaCpp];
}
