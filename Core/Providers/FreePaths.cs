namespace BotBottle.Core.Providers;

/// <summary>
/// The POST paths of agents that involve no model, by built-in provider: settings, telemetry, tools without a model (docs/clients.md has the measurements).
/// Paths are compared exactly; a folder is listed only where the agent generates the rest of the path.
/// </summary>
internal static class FreePaths
{
    private static readonly Dictionary<string, string[]> Exact = new(StringComparer.Ordinal)
    {
        // The end of a login at the console; the agent's new key is its own.
        ["claude"] = ["/api/claude_code_penguin_mode", "/api/oauth/claude_cli/create_api_key"],

        // The tools of an account's apps, and events.
        ["codex"] = ["/backend-api/ps/mcp", "/backend-api/codex/analytics-events/events"],

        // The tools that read GitHub.
        ["copilot"] = ["/mcp/readonly"],
    };

    private static readonly Dictionary<string, string[]> Below = new(StringComparer.Ordinal)
    {
        ["claude"] = ["/api/eval/", "/api/event_logging/", "/api/claude_code/", "/api/claude_cli/"],
    };

    private static readonly System.Buffers.SearchValues<char> Plain =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./:");

    /// <summary>True if a POST to the path is free. A provider of the settings has no free paths, whatever its name.</summary>
    public static bool Contains(Provider provider, string path) => provider.IsBuiltIn
        && ((Exact.TryGetValue(provider.Name, out string[]? paths) && Array.IndexOf(paths, path) >= 0)
            || (Below.TryGetValue(provider.Name, out string[]? folders) && IsPlain(path)
                && Array.Exists(folders, folder => path.StartsWith(folder, StringComparison.Ordinal))));

    /// <summary>
    /// True if all servers read the path in the same way: a %2F, a dot segment or a doubled slash that an upstream resolves could lead from a telemetry path to
    /// a model.
    /// </summary>
    public static bool IsPlain(string path) =>
        path.AsSpan().IndexOfAnyExcept(Plain) < 0 && !path.Contains("..", StringComparison.Ordinal) && !path.Contains("//", StringComparison.Ordinal)
        && !path.Contains("/./", StringComparison.Ordinal) && !path.EndsWith("/.", StringComparison.Ordinal);
}
