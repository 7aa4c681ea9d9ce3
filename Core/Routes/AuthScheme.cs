using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Routes;

/// <summary>How a route's credential travels.</summary>
[JsonConverter(typeof(WireName<AuthScheme>))]
public enum AuthScheme
{
    /// <summary><c>Authorization: Bearer SECRET</c>; written <c>Bearer</c>.</summary>
    Bearer,

    /// <summary><c>Authorization: token SECRET</c>; written <c>token</c>.</summary>
    Token,

    /// <summary><c>x-api-key: SECRET</c>; written <c>x-api-key</c>.</summary>
    ApiKey,

    /// <summary><c>x-goog-api-key: SECRET</c>; written <c>x-goog-api-key</c>.</summary>
    GoogleApiKey,
}
