using BotBottle.Core.Providers;

namespace BotBottle.Core.Logins;

/// <summary>An agent whose login the host can keep: where its access token is sent, and where it is refreshed.</summary>
/// <param name="Name">The agent's name on the command line.</param>
/// <param name="Title">The agent's name in messages.</param>
/// <param name="Provider">The provider that the login is for.</param>
/// <param name="Places">The requests that get the token. A login can do more than call models: read an account's conversations, make a key.</param>
/// <param name="Endpoint">The vendor's token endpoint; null if the token is never refreshed.</param>
/// <param name="File">The file in its HOME where it keeps its own login; null if it keeps none that can be imported.</param>
/// <param name="AccountField">The header field that names the account, in lower case; null for none.</param>
public sealed record LoginAgent(
    string Name, string Title, string Provider, IReadOnlyList<LoginPlace> Places, LoginEndpoint? Endpoint = null, string? File = null,
    string? AccountField = null)
{
    private const int HttpsPort = 443;

    /// <summary>Claude Code with a login of claude.ai or of the console. Paths and client id are those of 2.1.332.</summary>
    public static LoginAgent Claude { get; } = new(
        "claude", "Claude Code", Providers.Provider.Claude.Name,
        [
            new(["api.anthropic.com"],
            [
                "/v1/messages", "/v1/messages/count_tokens", "/v1/models", "/v1/models/", "/api/claude_code/settings", "/api/claude_code/policy_limits",
                "/api/claude_code/organizations/metrics_enabled", "/api/claude_cli/bootstrap", "/api/claude_code_penguin_mode", "/api/eval/",
                "/api/event_logging/", "/api/oauth/profile", "/api/oauth/usage", "/api/oauth/claude_cli/roles",
            ]),
        ],
        new("platform.claude.com", "/v1/oauth/token", "9d1c250a-e61b-44d9-88ed-5944d1962f5e"), ".claude/.credentials.json");

    /// <summary>Codex CLI with a ChatGPT login. Paths and client id are those of 0.171.0.</summary>
    public static LoginAgent Codex { get; } = new(
        "codex", "Codex CLI", Providers.Provider.Codex.Name,
        [
            new(["chatgpt.com"],
            [
                "/backend-api/codex/responses", "/backend-api/codex/responses/compact", "/backend-api/codex/models",
                "/backend-api/codex/analytics-events/events", "/backend-api/codex/images/generations", "/backend-api/codex/images/edits",
                "/backend-api/wham/accounts/check", "/backend-api/wham/usage",
            ]),
        ],
        new("auth.openai.com", "/oauth/token", "app_EMoamEEZ73f0CkXaXp7hrann"), ".codex/auth.json", "chatgpt-account-id");

    /// <summary>Copilot CLI with a GitHub token, which GitHub never refreshes.</summary>
    public static LoginAgent Copilot { get; } = new(
        "copilot", "GitHub Copilot CLI", Providers.Provider.Copilot.Name,
        [
            new([.. Providers.Provider.Copilot.Hosts.Select(host => host.Host)], Providers.Provider.Copilot.Paths!),
            new(["api.github.com"], ["/copilot_internal/user", "/copilot_internal/managed_settings", "/user"]),
        ]);

    /// <summary>All agents.</summary>
    public static IReadOnlyList<LoginAgent> All { get; } = [Claude, Codex, Copilot];

    /// <summary>True if a request makes a key of the account, which the agent would read and keep. Lenient servers' readings of the path count.</summary>
    public static bool MakesKey(string path) => LenientPath.Of(path).Contains("/create_api_key", StringComparison.OrdinalIgnoreCase);

    /// <summary>The agent of that name, or null.</summary>
    public static LoginAgent? Named(string name) => All.FirstOrDefault(agent => agent.Name == name);

    /// <summary>The agent whose login is for a provider, or null.</summary>
    public static LoginAgent? OfProvider(string provider) => All.FirstOrDefault(agent => agent.Provider == provider);

    /// <summary>True if a request gets the token: the host, port 443 and the canonical path decide.</summary>
    public bool Takes(string host, int port, string path)
    {
        foreach (LoginPlace place in port == HttpsPort ? Places : [])
        {
            if (place.Hosts.Contains(host)
                && place.Paths.Any(known => known.EndsWith('/') ? IsPlainlyBelow(path, known) : path == known))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True if a request asks for new tokens at the vendor's endpoint.</summary>
    public bool IsRefresh(string host, int port, string method, string path) =>
        Endpoint is { } endpoint && port == HttpsPort && method == "POST" && host == endpoint.Host && path == endpoint.Path;

    // An encoded separator could lead a lenient server out of the folder.
    private static bool IsPlainlyBelow(string path, string folder) =>
        path.Length > folder.Length && path.StartsWith(folder, StringComparison.Ordinal) && !path.AsSpan().ContainsAny('%', ';', '\\');
}

/// <summary>Requests that get a login's token.</summary>
/// <param name="Hosts">The hosts, on port 443.</param>
/// <param name="Paths">The paths, exact; one with a final slash means all paths below it.</param>
public sealed record LoginPlace(IReadOnlyList<string> Hosts, IReadOnlyList<string> Paths);

/// <summary>A vendor's token endpoint (RFC 6749 section 6), which takes JSON.</summary>
/// <param name="Host">The host, on port 443.</param>
/// <param name="Path">The path.</param>
/// <param name="ClientId">The agent's public client id.</param>
public sealed record LoginEndpoint(string Host, string Path, string ClientId);

/// <summary>A login by its names, without a value.</summary>
/// <param name="Agent">The agent (<see cref="LoginAgent.Name"/>).</param>
/// <param name="Name">The login's name.</param>
public sealed record LoginUse(string Agent, string Name)
{
    /// <summary>The name of a login that has none.</summary>
    public const string DefaultName = "default";

    private const int MostName = 64;

    /// <summary>The login in messages, in events and in <c>explain</c>.</summary>
    public override string ToString() => $"login {Agent}:{Name}";

    /// <summary>True for a name: letters, digits, dots, dashes and underscores, a letter or digit first. It is also a file's name.</summary>
    public static bool IsName(string text) => text is { Length: > 0 and <= MostName } && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
