using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using BotBottle.Core.Logins;

namespace BotBottle.Core.Tests.Core.Logins;

/// <summary>The logins in agents' own files and vendors' responses are read, and an agent gets placeholders for them.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class LoginFileTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly LoginUse Claude = new("claude", "work");
    private static readonly LoginUse Codex = new("codex", "work");

    private static readonly string Access = Jwt("""{"exp":1800000000,"iat":1799000000,"https://api.openai.com/auth":{"chatgpt_account_id":"account-1"}}""");

    private static readonly string Identity = Jwt(
        """{"email":"me@example.com","https://api.openai.com/auth":{"chatgpt_account_id":"account-1","chatgpt_plan_type":"pro","chatgpt_user_id":"user-1"}}""");

    [Test]
    public void Claude_Codes_file_is_read()
    {
        Login login = Read(
            Claude,
            """
            {"claudeAiOauth":{"accessToken":"sk-ant-oat01-real","refreshToken":"sk-ant-ort01-real","expiresAt":1800000000000,
            "scopes":["user:inference","user:profile"],
            "subscriptionType":"max","rateLimitTier":"default_claude_max_5x"},"organizationUuid":"x"}
            """);
        Assert.That(
            (login.AccessToken, login.RefreshToken, login.ExpiresAt, login.Account.Plan, string.Join(' ', login.Account.Scopes)),
            Is.EqualTo(("sk-ant-oat01-real", "sk-ant-ort01-real", DateTimeOffset.FromUnixTimeSeconds(1_800_000_000), "max", "user:inference user:profile")));
    }

    [Test]
    public void Codexs_file_is_read_with_the_facts_of_its_tokens()
    {
        Login login = Read(Codex, $$$"""{"last_refresh":"x","tokens":{"id_token":"{{{Identity}}}","access_token":"{{{Access}}}","refresh_token":"rt_the_real_one"}}""");
        Assert.That(
            (login.AccessToken, login.RefreshToken, login.ExpiresAt, login.Account.Id, login.Account.Plan, login.Account.User, login.Account.Email),
            Is.EqualTo((Access, "rt_the_real_one", DateTimeOffset.FromUnixTimeSeconds(1_800_000_000), "account-1", "pro", "user-1", "me@example.com")));
    }

    [TestCase("claude", "[]", "no claudeAiOauth.accessToken")]
    [TestCase("claude", "no json", "not JSON")]
    [TestCase("claude", """{"claudeAiOauth":{"accessToken":"secret\r\nX-Evil: 1"}}""", "a character that no token has")]
    [TestCase("claude", """{"claudeAiOauth":{"accessToken":"secret-token","refreshToken":"secret token"}}""", "a character that no token has")]
    [TestCase("codex", """{"OPENAI_API_KEY":"secret-key"}""", "a key belongs into OPENAI_API_KEY")]
    [TestCase("codex", """{"tokens":{"access_token":"secret-token"}}""", "name no ChatGPT account")]
    [TestCase("codex", """{"tokens":{"access_token":"secret-token","account_id":"a\nb"}}""", "its account is not an id")]
    [TestCase("copilot", "{}", "no file that can be imported")]
    public void Text_that_is_no_login_is_refused_without_its_value(string agent, string text, string problem) => Assert.That(
        () => Read(new LoginUse(agent, "work"), text), Throws.InstanceOf<FormatException>().With.Message.Contains(problem).And.Message.Not.Contains("secret"));

    [TestCase("claude", "sk-ant-api03-secret", "a key belongs into ANTHROPIC_API_KEY")]
    [TestCase("codex", "eyJsecret", "import its auth.json")]
    [TestCase("copilot", "short", "strange length")]
    [TestCase("copilot", "ghp_secret secret", "a character that no token has")]
    public void A_text_that_is_no_token_is_refused_without_it(string agent, string token, string problem) => Assert.That(
        () => LoginImport.OfToken(new LoginUse(agent, "work"), token, "test", Now),
        Throws.InstanceOf<FormatException>().With.Message.Contains(problem).And.Message.Not.Contains("secret"));

    [Test]
    public void A_file_survives_and_shows_no_token_as_text()
    {
        Login login = Read(Codex, $$$"""{"tokens":{"id_token":"{{{Identity}}}","access_token":"{{{Access}}}","refresh_token":"rt_the_real_one"}}""");
        Assert.That(Login.Parse(login.ToJson()).ToJson(), Is.EqualTo(login.ToJson()));
        Assert.That($"{login}", Is.EqualTo("login codex:work"));
        Assert.That(() => Login.Parse("{\"version\":1,\"evil\":\"secret\"}"u8), Throws.InstanceOf<FormatException>().With.Message.Not.Contains("secret"));
    }

    [Test]
    public void Codex_holds_tokens_whose_claims_are_readable_and_whose_signature_is_worthless()
    {
        Login login = Read(Codex, $$$"""{"tokens":{"id_token":"{{{Identity}}}","access_token":"{{{Access}}}","refresh_token":"rt_the_real_one"}}""");
        (string path, string text) = LoginPlaceholders.FileOf(login, Now)!.Value;
        Assert.That(path, Is.EqualTo(".codex/auth.json"));
        JsonElement tokens = JsonElement.Parse(text).GetProperty("tokens");
        foreach (string name in new[] { "id_token", "access_token" })
        {
            string[] parts = tokens.GetProperty(name).GetString()!.Split('.');
            JsonElement claims = JsonElement.Parse(Base64Url.DecodeFromChars(parts[1]));
            Assert.That(claims.GetProperty("https://api.openai.com/auth").GetProperty("chatgpt_account_id").GetString(), Is.EqualTo("account-1"));
            Assert.That(claims.GetProperty("exp").GetInt64(), Is.GreaterThan(Now.AddYears(5).ToUnixTimeSeconds()));
            Assert.That(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[2])), Is.EqualTo("held-by-bot-bottle"));
        }
        Assert.That(text, Does.Not.Contain("rt_the_real_one").And.Not.Contain(Access).And.Not.Contain(Access.Split('.')[2]).And.Not.Contain("me@example.com"));
    }

    [Test]
    public void Claude_Code_holds_a_login_of_its_plan_that_does_not_end()
    {
        Login login = LoginImport.Read(
            Claude,
            """{"claudeAiOauth":{"accessToken":"sk-ant-oat01-real","refreshToken":"sk-ant-ort01-real","scopes":["a:b"],"subscriptionType":"max"}}"""u8.ToArray(),
            "test", Now);
        (string path, string text) = LoginPlaceholders.FileOf(login, Now)!.Value;
        JsonElement oauth = JsonElement.Parse(text).GetProperty("claudeAiOauth");
        Assert.That(path, Is.EqualTo(".claude/.credentials.json"));
        Assert.That(oauth.GetProperty("subscriptionType").GetString(), Is.EqualTo("max"));
        Assert.That(oauth.GetProperty("expiresAt").GetInt64(), Is.GreaterThan(Now.AddYears(5).ToUnixTimeMilliseconds()));
        Assert.That(text, Does.Not.Contain("real"));
    }

    [Test]
    public void A_response_with_a_token_of_another_account_is_not_taken()
    {
        Login login = Read(Codex, $$$"""{"tokens":{"access_token":"{{{Access}}}","refresh_token":"rt_the_real_one"}}""");
        string other = Jwt("""{"https://api.openai.com/auth":{"chatgpt_account_id":"account-2"}}""");
        LoginRefreshed refreshed = LoginRefresh.Read(login, 200, Encoding.UTF8.GetBytes($$"""{"access_token":"{{other}}"}"""), Now);
        Assert.That((refreshed.Login, refreshed.Problem), Is.EqualTo(((Login?)null, "it responded with a token of another account")));
    }

    [Test]
    public void Without_expires_in_a_token_lives_as_long_as_its_claims_say_by_this_hosts_clock()
    {
        Login login = Read(Codex, $$$"""{"tokens":{"access_token":"{{{Access}}}","refresh_token":"rt_the_real_one"}}""");
        LoginRefreshed refreshed = LoginRefresh.Read(login, 200, Encoding.UTF8.GetBytes($$"""{"access_token":"{{Access}}"}"""), Now);
        Assert.That(refreshed.Login!.ExpiresAt, Is.EqualTo(Now.AddSeconds(1_000_000)));
        Assert.That(refreshed.Login.RefreshToken, Is.EqualTo("rt_the_real_one"), "a vendor that replaces no refresh token leaves the old one");
    }

    [TestCase("api.anthropic.com", 443, "/v1/messages", true)]
    [TestCase("api.anthropic.com", 443, "/v1/models/claude-opus-5-5", true)]
    [TestCase("api.anthropic.com", 443, "/v1/messages/", false)]
    [TestCase("api.anthropic.com", 443, "/v1/Messages", false)]
    [TestCase("api.anthropic.com", 443, "/v1/messages/batches", false)]
    [TestCase("api.anthropic.com", 443, "/api/eval/..;/x", false)]
    [TestCase("api.anthropic.com", 443, "/api/eval/%2fx", false)]
    [TestCase("api.anthropic.com", 8443, "/v1/messages", false)]
    [TestCase("api.anthropic.com.evil.example", 443, "/v1/messages", false)]
    public void A_token_goes_to_listed_places_alone(string host, int port, string path, bool takes) =>
        Assert.That(LoginAgent.Claude.Takes(host, port, path), Is.EqualTo(takes));

    [TestCase("/api/oauth/claude_cli/create_api_key", true)]
    [TestCase("/api/oauth/claude_cli/create_api_key/", true)]
    [TestCase("/api/oauth/claude_cli/Create_API_key", true)]
    [TestCase("/api/oauth/claude_cli%2Fcreate_api_key;x", true)]
    [TestCase("/v1/messages", false)]
    public void Requests_that_make_a_key_are_known(string path, bool makes) => Assert.That(LoginAgent.MakesKey(path), Is.EqualTo(makes));

    [TestCase("work", true)]
    [TestCase("a.b-c_1", true)]
    [TestCase("", false)]
    [TestCase("..", false)]
    [TestCase(".work", false)]
    [TestCase("a/b", false)]
    [TestCase("a b", false)]
    public void A_name_is_a_files_name(string name, bool valid) => Assert.That(LoginUse.IsName(name), Is.EqualTo(valid));

    private static Login Read(LoginUse use, string text) => LoginImport.Read(use, Encoding.UTF8.GetBytes(text), "test", Now);

    private static string Jwt(string claims) => $"{Part("{\"alg\":\"RS256\"}")}.{Part(claims)}.{Part("a signature of " + claims.Length)}";

    private static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
