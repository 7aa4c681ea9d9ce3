using System.Text.Json;
using System.Text.Json.Nodes;

namespace BotBottle.Core.Logins;

/// <summary>The request for new tokens at a vendor's endpoint, and its response (RFC 6749 sections 5 and 6).</summary>
public static class LoginRefresh
{
    private static readonly string[] Dead =
        ["invalid_grant", "refresh_token_expired", "refresh_token_reused", "refresh_token_invalidated", "refresh_token_revoked"];

    /// <summary>Writes the request's body, as the agent itself writes it.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="login">A login with a refresh token.</param>
    public static byte[] Body(LoginEndpoint endpoint, Login login)
    {
        JsonObject body = new()
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = login.RefreshToken,
            ["client_id"] = endpoint.ClientId,
        };
        if (login.Account.Scopes.Count > 0)
        {
            body["scope"] = string.Join(' ', login.Account.Scopes);
        }

        return JsonSerializer.SerializeToUtf8Bytes(body, LoginTexts.Default.JsonObject);
    }

    /// <summary>Reads a response.</summary>
    /// <param name="login">The login that was refreshed.</param>
    /// <param name="status">The response's status.</param>
    /// <param name="body">Its body.</param>
    /// <param name="now">The time of its arrival.</param>
    public static LoginRefreshed Read(Login login, int status, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        JsonElement root;
        try
        {
            root = JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return new LoginRefreshed(null, false, $"it responded with {status} and no JSON");
        }

        if (status is 400 or 401 or 403)
        {
            return CodeOf(root) is { } code && Dead.Contains(code) ? new LoginRefreshed(login with { RevokedAt = now }, true, code)
                : new LoginRefreshed(null, false, $"it responded with {status}");
        }

        if (status != 200 || root.Text("access_token") is not { } access)
        {
            return new LoginRefreshed(null, false, $"it responded with {status}{(status == 200 ? " and no access_token" : "")}");
        }

        LoginAccount told = LoginImport.AccountOf(root.Text("id_token"), access);
        if (login.Account.Id is { } account && told.Id is { } other && other != account)
        {
            return new LoginRefreshed(null, false, "it responded with a token of another account");
        }

        Login next = login with
        {
            AccessToken = access,
            RefreshToken = root.Text("refresh_token") ?? login.RefreshToken,
            ExpiresAt = LifetimeOf(root, access) is { } lifetime ? now + lifetime : null,
            Account = login.Account with
            {
                Plan = told.Plan ?? login.Account.Plan,
                Scopes = root.Text("scope") is { } scope ? scope.Split(' ', StringSplitOptions.RemoveEmptyEntries) : login.Account.Scopes,
            },
            RefreshedAt = now,
            RevokedAt = null,
        };
        try
        {
            return new LoginRefreshed(next.Checked(), false, null);
        }
        catch (FormatException wrong)
        {
            return new LoginRefreshed(null, false, $"it responded with a login that cannot be used: {wrong.Message}");
        }
    }

    // A lifetime counts from now, so that a clock that is wrong does not matter. The vendor's absolute times would.
    private static TimeSpan? LifetimeOf(JsonElement root, string access)
    {
        JsonElement claims = TokenText.Claims(access) ?? default;
        long? seconds = root.Number("expires_in") ?? claims.Number("exp") - claims.Number("iat");
        return seconds is >= 0 and < 1L << 32 ? TimeSpan.FromSeconds(seconds.Value) : null;
    }

    // {"error": "invalid_grant"}, {"error": {"type" or "code": "..."}}, {"code": "..."}
    private static string? CodeOf(JsonElement root) =>
        root.Text("error") ?? root.Object("error").Text("code") ?? root.Object("error").Text("type") ?? root.Text("code");
}

/// <summary>The result of a request for new tokens.</summary>
/// <param name="Login">The login to keep: with new tokens, or marked as revoked; null if nothing is known, and the old one stays.</param>
/// <param name="IsRevoked">True if the vendor rejected the refresh token for good.</param>
/// <param name="Problem">Why there are no new tokens; null if there are.</param>
public sealed record LoginRefreshed(Login? Login, bool IsRevoked, string? Problem);
