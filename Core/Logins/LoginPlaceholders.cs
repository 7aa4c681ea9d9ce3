using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace BotBottle.Core.Logins;

/// <summary>
/// Makes the placeholders that an agent holds in a bottle in place of its login: tokens that its own code accepts, with the account's readable facts, and a
/// signature that is worth nothing.
/// </summary>
public static class LoginPlaceholders
{
    /// <summary>The beginning of each access token of Claude Code.</summary>
    public const string ClaudeAccessPrefix = "sk-ant-oat01-";

    /// <summary>The access token of Claude Code.</summary>
    public const string ClaudeAccess = ClaudeAccessPrefix + Held;

    private const string Held = "held-by-bot-bottle";
    private const string ClaudeRefresh = "sk-ant-ort01-" + Held;

    /// <summary>The scopes without which Claude Code takes a login for one that cannot call models.</summary>
    private static readonly string[] ClaudeScopes = ["user:inference"];

    /// <summary>An agent refreshes ahead of a near end; the host does that, and the agent is never told of one.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    /// <summary>The agent's own file below its HOME with the placeholders; null if it reads none.</summary>
    /// <param name="login">The login.</param>
    /// <param name="now">The time.</param>
    public static (string Path, string Text)? FileOf(Login login, DateTimeOffset now) =>
        login.Agent == LoginAgent.Codex.Name ? (".codex/auth.json", CodexFile(login, now))
        : login.Agent == LoginAgent.Claude.Name && login.RefreshToken is not null ? (".claude/.credentials.json", ClaudeFile(login, now))
        : null;

    /// <summary>The response to the agent's own request for new tokens, in the vendor's form.</summary>
    /// <param name="login">The login.</param>
    /// <param name="now">The time.</param>
    public static byte[] Answer(Login login, DateTimeOffset now)
    {
        JsonObject answer = login.Agent == LoginAgent.Codex.Name ? CodexTokens(login, now) : new JsonObject
        {
            ["access_token"] = ClaudeAccess,
            ["refresh_token"] = ClaudeRefresh,
            ["scope"] = string.Join(' ', ScopesOf(login)),
        };
        answer["token_type"] = "Bearer";
        answer["expires_in"] = (long)Lifetime.TotalSeconds;
        return JsonSerializer.SerializeToUtf8Bytes(answer, LoginTexts.Default.JsonObject);
    }

    private static string ClaudeFile(Login login, DateTimeOffset now)
    {
        JsonObject oauth = new()
        {
            ["accessToken"] = ClaudeAccess,
            ["refreshToken"] = ClaudeRefresh,
            ["expiresAt"] = (now + Lifetime).ToUnixTimeMilliseconds(),
            ["scopes"] = new JsonArray([.. ScopesOf(login).Select(scope => JsonValue.Create(scope, LoginTexts.Default.String))]),
            ["subscriptionType"] = login.Account.Plan,
            ["rateLimitTier"] = login.Account.Tier,
        };
        return new JsonObject { ["claudeAiOauth"] = oauth }.ToJsonString();
    }

    private static string CodexFile(Login login, DateTimeOffset now)
    {
        JsonObject tokens = CodexTokens(login, now);
        tokens["account_id"] = login.Account.Id;
        JsonObject file = new()
        {
            ["auth_mode"] = "chatgpt",
            ["OPENAI_API_KEY"] = null,
            ["tokens"] = tokens,
            ["last_refresh"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
        };
        return file.ToJsonString();
    }

    private static JsonObject CodexTokens(Login login, DateTimeOffset now) => new()
    {
        ["id_token"] = WebToken(login, now),
        ["access_token"] = WebToken(login, now),
        ["refresh_token"] = Held,
    };

    private static string WebToken(Login login, DateTimeOffset now)
    {
        JsonObject facts = new()
        {
            ["chatgpt_account_id"] = login.Account.Id,
            ["chatgpt_plan_type"] = login.Account.Plan,
            ["chatgpt_user_id"] = login.Account.User,
        };
        JsonObject claims = new()
        {
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            [LoginImport.OpenAiClaims] = facts,
        };
        return $"{Part("""{"alg":"RS256","typ":"JWT"}""")}.{Part(claims.ToJsonString())}.{Part(Held)}";
    }

    private static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static IReadOnlyList<string> ScopesOf(Login login) => login.Account.Scopes.Count > 0 ? login.Account.Scopes : ClaudeScopes;
}

/// <summary>JSON of the bodies that are built by hand.</summary>
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(string))]
internal sealed partial class LoginTexts : JsonSerializerContext;
