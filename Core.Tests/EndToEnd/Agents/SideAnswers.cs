using System.Text.Json.Nodes;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>The responses that agents need besides model calls: the owner of a token, the list of models.</summary>
internal static class SideAnswers
{
    private static readonly string[] CopilotModels = ["claude-sonnet-5.5", "gpt-6.1-sol"];

    /// <summary>The response to a GET request; null for none.</summary>
    public static JsonObject? Of(string host, string path) => (host, path) switch
    {
        ("api.github.com", "/copilot_internal/user") => CopilotUser(),
        ("api.githubcopilot.com", "/models") => List([.. CopilotModels.Select(CopilotModel)]),
        ("chatgpt.com", "/backend-api/codex/models") => new JsonObject { ["models"] = new JsonArray() },
        ("chatgpt.com", "/backend-api/wham/accounts/check") => ChatGptAccounts(),
        (_, "/v1/models" or "/compatible-mode/v1/models") => List(new JsonObject { ["id"] = "scripted-1", ["object"] = "model", ["type"] = "model" }),
        _ => null,
    };

    private static JsonObject List(params JsonNode[] data) => new() { ["object"] = "list", ["has_more"] = false, ["data"] = new JsonArray(data) };

    // Without it Codex makes no call.
    private static JsonObject ChatGptAccounts() => new()
    {
        ["accounts"] = new JsonArray(new JsonObject
        {
            ["id"] = FindSession.Account,
            ["workspace_backend_origin"] = "https://chatgpt.com",
            ["account_routing_override"] = "NO_CONSTRAINT",
        }),
        ["account_ordering"] = new JsonArray(FindSession.Account),
        ["default_account_id"] = FindSession.Account,
    };

    private static JsonObject CopilotUser() => new()
    {
        ["login"] = "octo",
        ["access_type_sku"] = "copilot_pro",
        ["copilot_plan"] = "individual",
        ["chat_enabled"] = true,
        ["organization_login_list"] = new JsonArray(),
        ["organization_list"] = new JsonArray(),
        ["endpoints"] = new JsonObject
        {
            ["api"] = "https://api.githubcopilot.com",
            ["telemetry"] = "https://telemetry.individual.githubcopilot.com",
            ["proxy"] = "https://proxy.individual.githubcopilot.com",
        },
        ["quota_snapshots"] = new JsonObject(),
    };

    private static JsonObject CopilotModel(string id) => new()
    {
        ["id"] = id,
        ["object"] = "model",
        ["name"] = id,
        ["vendor"] = "scripted",
        ["version"] = id,
        ["preview"] = false,
        ["model_picker_enabled"] = true,
        ["capabilities"] = new JsonObject
        {
            ["family"] = id,
            ["type"] = "chat",
            ["object"] = "model_capabilities",
            ["tokenizer"] = "o200k_base",
            ["limits"] = new JsonObject { ["max_context_window_tokens"] = 200_000, ["max_output_tokens"] = 16_000, ["max_prompt_tokens"] = 128_000 },
            ["supports"] = new JsonObject { ["tool_calls"] = true, ["streaming"] = true, ["parallel_tool_calls"] = true },
        },
        ["policy"] = new JsonObject { ["state"] = "enabled", ["terms"] = "" },
        ["supported_endpoints"] = new JsonArray(id.StartsWith("claude", StringComparison.Ordinal) ? "/v1/messages" : "/responses", "/chat/completions"),
        ["billing"] = new JsonObject { ["is_premium"] = true, ["multiplier"] = 1 },
    };
}
