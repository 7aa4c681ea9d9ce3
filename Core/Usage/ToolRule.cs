using BotBottle.Core.Text;

namespace BotBottle.Core.Usage;

/// <summary>
/// Decides which tools of a model call run at the provider, outside of the sandbox: a search, a page fetch, a remote MCP server, hosted code. A route lists the
/// ones that a call may name.
/// </summary>
public static class ToolRule
{
    /// <summary>The tools that a route admits by default.</summary>
    public static IReadOnlyList<string> Default { get; } = ["web_search"];

    private const int MostSlips = 2; // web_scrape is not a web_search

    /// <summary>
    /// Tools that the client runs (in the bottle, behind the proxy), and a provider's tools that reach nothing outside of the call; last the entries that refer
    /// to a tool defined elsewhere. Every unlisted tool counts as provider-run. A <c>shell</c> is the client's if its environment says so
    /// (<see cref="RequestFacts.Tools"/> then omits it).
    /// </summary>
    private static readonly string[] Harmless =
    [
        "function", "custom", "namespace", "bash", "text_editor", "computer", "computer_use", "computer_use_preview", "computer_toolset", "browser_toolset",
        "memory",
        "local_shell", "apply_patch", "shell_call", "tool_search", "tool_search_tool_regex", "tool_search_tool_bm25", "image_generation",
        "tool_definition", "tool_reference", "mcp_tool_reference", "mcp_toolset_reference",
    ];

    /// <summary>
    /// The present tools that providers run. Providers add tools, so another name may be a new one. <c>untyped</c> stands for tools without a type and without
    /// a known key.
    /// </summary>
    private static readonly string[] ProviderRun =
    [
        "web_search", "web_fetch", "code_execution", "code_interpreter", "file_search", "mcp", "url_context", "google_maps", "retrieval", "shell", "skills",
        "advisor",
        "programmatic_tool_calling", "stored_prompt", "nova_grounding", "nova_code_interpreter", "untyped",
    ];

    /// <summary>The tool that a name most likely misspells; null for a known name, and for one that resembles none.</summary>
    public static string? Misspelt(string name)
    {
        string bare = NameOf(name);
        string[] known = [.. ProviderRun, .. Harmless];
        return known.Contains(bare) || NearestKey.Find(bare, known) is not { } nearest || NearestKey.Distance(bare, nearest) > MostSlips ? null : nearest;
    }

    /// <summary>The first tool that is not admitted; null when all are.</summary>
    /// <param name="types">The types of the call's tools.</param>
    /// <param name="admitted">The names that the route admits: a type as written (<c>web_search_20250305</c>), or without its date.</param>
    public static string? FindRefused(IReadOnlyList<string> types, IReadOnlyList<string> admitted)
    {
        ArgumentNullException.ThrowIfNull(types);
        ArgumentNullException.ThrowIfNull(admitted);
        foreach (string type in types)
        {
            string name = NameOf(type);
            if (!Harmless.Contains(name) && !admitted.Contains(type) && !admitted.Contains(name))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>
    /// A tool's name without the date of its version: <c>web_search_20250305</c>, <c>web_search_preview_2025_03_11</c> and <c>web_search_preview</c> are
    /// <c>web_search</c>. The type <c>url</c> is that of Anthropic's remote MCP servers.
    /// </summary>
    public static string NameOf(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        string[] words = type.Split('_');
        int end = words.Length;
        while (end > 1 && words[end - 1].Length > 0 && words[end - 1].All(char.IsAsciiDigit))
        {
            end--;
        }

        string name = string.Join('_', words[..end]);
        return name switch
        {
            "web_search_preview" or "google_search" or "google_search_retrieval" or "enterprise_web_search" => "web_search",
            "mcp_toolset" or "mcp_server" or "url" => "mcp",
            _ => name,
        };
    }
}
