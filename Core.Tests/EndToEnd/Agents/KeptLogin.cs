using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using BotBottle.Core.Logins;
using Microsoft.AspNetCore.Http;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>
/// A login that a host keeps for an agent, and its vendor: the provider accepts the newest access token alone, and the token endpoint replaces both tokens at
/// each refresh.
/// </summary>
internal sealed class KeptLogin
{
    private readonly ConcurrentQueue<string> _refreshes = new();
    private readonly ConcurrentQueue<string> _rejected = new();
    private readonly ConcurrentQueue<string> _accepted = new();
    private readonly Login _first;
    private Login _newest;
    private int _minted;

    private KeptLogin(string path, Login first)
    {
        Path = path;
        _first = first;
        _newest = first;
    }

    /// <summary>The login's file.</summary>
    public string Path { get; }

    /// <summary>The bodies of the requests for new tokens.</summary>
    public IReadOnlyCollection<string> Refreshes => _refreshes;

    /// <summary>The requests whose token was not the newest one.</summary>
    public IReadOnlyCollection<string> Rejected => _rejected;

    /// <summary>The requests whose token was accepted, with the token's number: <c>1 POST api.anthropic.com/v1/messages</c>.</summary>
    public IReadOnlyCollection<string> Accepted => _accepted;

    /// <summary>Awaited before new tokens are given out; null to give them at once.</summary>
    public Func<Task>? BeforeRefresh { get; set; }

    /// <summary>True if the vendor accepts a token to its end, also after a refresh.</summary>
    public bool KeepsOldTokens { get; set; }

    /// <summary>True if the vendor has ended the login.</summary>
    public bool IsRevoked { get; set; }

    /// <summary>All tokens that there ever were.</summary>
    public IEnumerable<string> Secrets => Enumerable.Range(1, _minted).SelectMany(number => new[] { AccessOf(_first, number), RefreshOf(number) })
        .Concat([_first.AccessToken, RefreshOf(0)]);

    /// <summary>Keeps a login whose access token has ended, and makes the host's provider its vendor.</summary>
    public static KeptLogin Of(AgentHost host, bool lasts)
    {
        bool isCodex = host.Agent.Name == "codex";
        Login login = new()
        {
            Agent = host.Agent.Name, Name = "work", RefreshToken = lasts ? null : RefreshOf(0),
            ExpiresAt = lasts ? null : DateTimeOffset.UtcNow.AddMinutes(-1),
            AccessToken = isCodex ? Jwt(0) : "sk-ant-oat01-the-hosts-own-login-0",
            Account = isCodex ? new LoginAccount { Id = FindSession.Account, Plan = "pro" }
                : new LoginAccount { Plan = "max", Tier = "default_claude_max_5x", Scopes = ["user:inference", "user:profile", "user:sessions:claude_code"] },
        };
        string path = LoginStore.PathOf(System.IO.Path.Combine(host.Host.Home, "logins"), login.Use);
        LoginStore.MakeFolder(path);
        LoginStore.Write(path, login);
        KeptLogin kept = new(path, login);
        host.Provider.Instead = kept.ServeAsync;
        return kept;
    }

    /// <summary>Makes the provider reject the present access token from now on, as if another program had refreshed the login.</summary>
    public void Spoil() => _newest = _newest with { AccessToken = "another-program-has-it" };

    /// <summary>Moves the present token's end, as time would; running proxies see it within a second.</summary>
    public void EndsIn(TimeSpan time) => LoginStore.Write(Path, LoginStore.Read(Path) with { ExpiresAt = DateTimeOffset.UtcNow + time });

    /// <summary>Fails if a file of the host but the login's own, or a process of this user, holds a token.</summary>
    public async Task IsNowhereAsync(CliHost host) => Assert.That(await Task.Run(() => Holders(host)), Is.Empty, "files that hold a token");

    private string[] Holders(CliHost host)
    {
        byte[][] tokens = [.. Secrets.Select(Encoding.ASCII.GetBytes)];
        string logins = System.IO.Path.Combine(host.Home, "logins") + "/";
        IEnumerable<string> files = Directory.EnumerateFiles(host.Root, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device, IgnoreInaccessible = true,
        }).Where(file => !file.StartsWith(logins, StringComparison.Ordinal));
        IEnumerable<string> processes = Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[^1]))
            .SelectMany(folder => new[] { $"{folder}/cmdline", $"{folder}/environ" });
        return [.. files.Concat(processes).Where(file => Read(file) is var content && tokens.Any(token => content.AsSpan().IndexOf(token) >= 0))];
    }

    // Sockets cannot be opened, and processes end.
    private static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private async Task<bool> ServeAsync(HttpContext context)
    {
        string host = context.Request.Host.Host;
        if (LoginAgent.Named(_first.Agent) is { Endpoint: { } endpoint } && host == endpoint.Host && context.Request.Path == endpoint.Path)
        {
            using StreamReader reader = new(context.Request.Body);
            string body = await reader.ReadToEndAsync();
            _refreshes.Enqueue(body);
            await (BeforeRefresh?.Invoke() ?? Task.CompletedTask);
            bool isKnown = JsonNode.Parse(body)!["refresh_token"]!.GetValue<string>() == _newest.RefreshToken && !IsRevoked;
            await JsonAsync(context, isKnown ? 200 : 400, isKnown ? Mint() : new JsonObject { ["error"] = "invalid_grant" });
            return true;
        }

        string authorization = context.Request.Headers.Authorization.ToString();
        string line = $"{context.Request.Method} {host}{context.Request.Path}";
        if (authorization == $"Bearer {_newest.AccessToken}")
        {
            _accepted.Enqueue($"{_minted} {line}");
            return false;
        }

        if (KeepsOldTokens && authorization == $"Bearer {_first.AccessToken}")
        {
            _accepted.Enqueue($"0 {line}");
            return false;
        }

        _rejected.Enqueue($"{line} {authorization}");
        await JsonAsync(context, 401, new JsonObject
        {
            ["type"] = "error",
            ["error"] = new JsonObject { ["type"] = "authentication_error", ["message"] = "OAuth token has expired" },
        });
        return true;
    }

    private JsonObject Mint()
    {
        int number = ++_minted;
        _newest = _newest with { AccessToken = AccessOf(_first, number), RefreshToken = RefreshOf(number) };
        return new JsonObject
        {
            ["token_type"] = "Bearer", ["access_token"] = _newest.AccessToken, ["refresh_token"] = _newest.RefreshToken, ["expires_in"] = 28_800,
        };
    }

    private static string AccessOf(Login first, int number) => first.Agent == "codex" ? Jwt(number) : $"sk-ant-oat01-the-hosts-own-login-{number}";

    private static string RefreshOf(int number) => $"sk-ant-ort01-the-hosts-own-refresh-{number}";

    // RFC 7519; only OpenAI could check the signature.
    private static string Jwt(int number)
    {
        JsonObject claims = new()
        {
            ["https://api.openai.com/auth"] = new JsonObject { ["chatgpt_account_id"] = FindSession.Account, ["chatgpt_plan_type"] = "pro" },
        };
        return $"{Part("{\"alg\":\"RS256\"}")}.{Part(claims.ToJsonString())}.{Part($"the-hosts-own-signature-{number}")}";
    }

    private static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static Task JsonAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }
}
