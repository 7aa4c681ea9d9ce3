using System.Text.Json;

namespace BotBottle.Core.Logins;

/// <summary>Reads the files in which agents keep their own logins.</summary>
public static class LoginImport
{
    /// <summary>The object of OpenAI's claims in its tokens.</summary>
    internal const string OpenAiClaims = "https://api.openai.com/auth";

    /// <summary>Reads an agent's file: <c>.claude/.credentials.json</c> of Claude Code, <c>.codex/auth.json</c> of Codex CLI.</summary>
    /// <param name="use">The names of the new login.</param>
    /// <param name="json">The file's text.</param>
    /// <param name="source">Where it came from, for people.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="FormatException">The file holds no login of that agent. The message quotes no value.</exception>
    public static Login Read(LoginUse use, ReadOnlyMemory<byte> json, string source, DateTimeOffset now)
    {
        JsonElement root;
        try
        {
            root = JsonElement.Parse(json.Span);
        }
        catch (JsonException)
        {
            throw new FormatException("it is not JSON");
        }

        Login login = use.Agent == LoginAgent.Claude.Name ? Claude(use, root.Object("claudeAiOauth"))
            : use.Agent == LoginAgent.Codex.Name ? Codex(use, root)
            : throw new FormatException($"{use.Agent} keeps no file that can be imported");
        return (login with { Source = source, AddedAt = now }).Checked();
    }

    /// <summary>Makes a login of a token alone, which is never refreshed.</summary>
    /// <param name="use">The names of the new login.</param>
    /// <param name="token">The token.</param>
    /// <param name="source">Where it came from, for people.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="FormatException">It is not a token of that agent.</exception>
    public static Login OfToken(LoginUse use, string token, string source, DateTimeOffset now)
    {
        if (use.Agent == LoginAgent.Codex.Name)
        {
            throw new FormatException("Codex has no token that lasts; import its auth.json");
        }

        if (use.Agent == LoginAgent.Claude.Name && !token.StartsWith(LoginPlaceholders.ClaudeAccessPrefix, StringComparison.Ordinal))
        {
            throw new FormatException(
                $"it does not begin with {LoginPlaceholders.ClaudeAccessPrefix}, as the token of 'claude setup-token' does; a key belongs into "
                    + "ANTHROPIC_API_KEY");
        }

        return new Login { Agent = use.Agent, Name = use.Name, AccessToken = token, Source = source, AddedAt = now }.Checked();
    }

    private static Login Claude(LoginUse use, JsonElement oauth) => new()
    {
        Agent = use.Agent,
        Name = use.Name,
        AccessToken = oauth.Text("accessToken") ?? throw new FormatException("it has no claudeAiOauth.accessToken; log in with Claude Code first"),
        RefreshToken = oauth.Text("refreshToken"),
        ExpiresAt = oauth.Number("expiresAt") is > 0 and < 1L << 46 and var at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
        Account = new LoginAccount
        {
            Plan = oauth.Text("subscriptionType"),
            Tier = oauth.Text("rateLimitTier"),
            Scopes = oauth.TryGetProperty("scopes", out JsonElement scopes) && scopes.ValueKind == JsonValueKind.Array
                ? [.. scopes.EnumerateArray().Where(scope => scope.ValueKind == JsonValueKind.String).Select(scope => scope.GetString()!)] : [],
        },
    };

    private static Login Codex(LoginUse use, JsonElement root)
    {
        JsonElement tokens = root.Object("tokens");
        string access = tokens.Text("access_token")
            ?? throw new FormatException("it has no tokens.access_token: log in with ChatGPT first; a key belongs into OPENAI_API_KEY");
        LoginAccount account = AccountOf(tokens.Text("id_token"), access);
        return new Login
        {
            Agent = use.Agent,
            Name = use.Name,
            AccessToken = access,
            RefreshToken = tokens.Text("refresh_token"),
            ExpiresAt = TokenText.Claims(access)?.Number("exp") is > 0 and < 1L << 36 and var at ? DateTimeOffset.FromUnixTimeSeconds(at) : null,
            Account = account with
            {
                Id = tokens.Text("account_id") ?? account.Id ?? throw new FormatException("its tokens name no ChatGPT account"),
            },
        };
    }

    /// <summary>Reads the account's facts out of OpenAI's tokens.</summary>
    internal static LoginAccount AccountOf(string? idToken, string access)
    {
        JsonElement identity = (idToken is null ? null : TokenText.Claims(idToken)) ?? default;
        JsonElement facts = identity.Object(OpenAiClaims);
        JsonElement others = (TokenText.Claims(access) ?? default).Object(OpenAiClaims);
        return new LoginAccount
        {
            Id = facts.Text("chatgpt_account_id") ?? others.Text("chatgpt_account_id"),
            User = facts.Text("chatgpt_user_id") ?? others.Text("chatgpt_user_id"),
            Plan = facts.Text("chatgpt_plan_type") ?? others.Text("chatgpt_plan_type"),
            Email = identity.Text("email"),
        };
    }
}
