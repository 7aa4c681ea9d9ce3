namespace BotBottle.Core.Providers;

/// <summary>
/// The places for an agent's own credentials. The proxy clears all of them before it injects the run's own: the key of another account would bypass the ledger.
/// </summary>
public static class AgentCredentials
{
    /// <summary>The header fields, in lower case.</summary>
    public static IReadOnlyList<string> Fields { get; } =
    [
        "authorization", "x-api-key", "api-key", "apikey", "x-goog-api-key", "cookie", "proxy-authorization", "x-auth-token", "x-access-token", "x-api-token",
        "private-token", "job-token", "deploy-token", "x-github-token", "x-gitlab-token", "x-vault-token", "x-amz-security-token", "x-auth-key",
    ];

    /// <summary>The query parameters, in lower case. Upstreams compare them exactly; the proxy ignores case to be safe.</summary>
    public static IReadOnlyList<string> QueryParameters { get; } =
    [
        "key", "api_key", "apikey", "api-key", "access_token", "auth_token", "private_token", "job_token", "token",
        "x-amz-algorithm", "x-amz-credential", "x-amz-signature", "x-amz-security-token",
    ];

    /// <summary>True if a header field carries a credential.</summary>
    public static bool IsField(ReadOnlySpan<byte> name)
    {
        foreach (string field in Fields)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(name, field))
            {
                return true;
            }
        }

        return false;
    }
}
