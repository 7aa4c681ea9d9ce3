using System.Text.Json;
using System.Text.Json.Serialization;

namespace BotBottle.Core.Logins;

/// <summary>A kept login, as its file holds it.</summary>
public sealed record Login
{
    /// <summary>The format's version.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The agent (<see cref="LoginAgent.Name"/>).</summary>
    public required string Agent { get; init; }

    /// <summary>The login's name.</summary>
    public required string Name { get; init; }

    /// <summary>The token that authorises requests.</summary>
    public required string AccessToken { get; init; }

    /// <summary>The token that gets new ones; null if the access token is never refreshed.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>The end of the access token by this host's clock; null if it is unknown.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The account.</summary>
    public LoginAccount Account { get; init; } = new();

    /// <summary>Where the login came from, for people.</summary>
    public string Source { get; init; } = "";

    /// <summary>When it was kept.</summary>
    public DateTimeOffset AddedAt { get; init; }

    /// <summary>When the tokens were last refreshed; null if never.</summary>
    public DateTimeOffset? RefreshedAt { get; init; }

    /// <summary>When the vendor rejected the refresh token; null while it is good.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>True if it gets no request through any more: the vendor ended it, or its token has ended and nothing refreshes it.</summary>
    /// <param name="now">The time.</param>
    public bool HasEnded(DateTimeOffset now) => RevokedAt is not null || (RefreshToken is null && ExpiresAt <= now);

    /// <summary>Its names.</summary>
    [JsonIgnore]
    public LoginUse Use => new(Agent, Name);

    /// <summary>The names only, so that the tokens stay out of logs.</summary>
    public override string ToString() => Use.ToString();

    /// <summary>Writes the file's text.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, LoginJson.Default.Login);

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="FormatException">It is not a login. The message quotes no value.</exception>
    public static Login Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return (JsonSerializer.Deserialize(json, LoginJson.Default.Login) ?? throw new FormatException("it is empty")).Checked();
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"it is not a login (byte {wrong.BytePositionInLine} of line {wrong.LineNumber + 1})");
        }
    }

    /// <summary>Checks that each value can be used.</summary>
    /// <exception cref="FormatException">A value is invalid. The message quotes no token.</exception>
    public Login Checked()
    {
        string? wrong = LoginAgent.Named(Agent) is null ? "there is no such agent"
            : !LoginUse.IsName(Name) ? "its name is not a name"
            : !TokenText.IsToken(AccessToken) ? "its access token has a character that no token has, or a strange length"
            : RefreshToken is not null && !TokenText.IsToken(RefreshToken) ? "its refresh token has a character that no token has, or a strange length"
            : Account.Id is { } account && !TokenText.IsId(account) ? "its account is not an id"
            : null;
        return wrong is null ? this : throw new FormatException(wrong);
    }
}

/// <summary>The facts of a login's account. They are readable in the bottle and are worth nothing without a token.</summary>
public sealed record LoginAccount
{
    /// <summary>The vendor's id of the account that pays; null if it is unknown.</summary>
    public string? Id { get; init; }

    /// <summary>The vendor's id of the user; null if it is unknown.</summary>
    public string? User { get; init; }

    /// <summary>The address, for the operator alone; null if it is unknown.</summary>
    public string? Email { get; init; }

    /// <summary>The plan; null if it is unknown.</summary>
    public string? Plan { get; init; }

    /// <summary>The rate tier of Claude; null if it is unknown.</summary>
    public string? Tier { get; init; }

    /// <summary>The scopes of the token; empty if they are unknown.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];
}

/// <summary>JSON of <see cref="Login"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Login))]
internal sealed partial class LoginJson : JsonSerializerContext;
