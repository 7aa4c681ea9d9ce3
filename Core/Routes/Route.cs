using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Routes;

/// <summary>
/// One entry of an allowlist (docs/contracts.md, section 3), checked. It is plain data for the proxy, where <see cref="RouteTable"/> compiles it. It names the
/// variable of a credential and never holds its value.
/// </summary>
/// <param name="Origin">The place of its definition.</param>
/// <param name="Host">The host pattern (<see cref="RouteHost"/>).</param>
/// <param name="Auth">The credential that replaces the agent's; null to keep the agent's own.</param>
/// <param name="AgentCredentials">On a provider's host: true if the agent may use its own login.</param>
/// <param name="Tools">On a provider's host: the provider-run tools that a call may name; null for the default.</param>
/// <param name="Matches">The open parts of the host; null for all.</param>
/// <param name="GitFetch">True if git may clone and fetch.</param>
/// <param name="Dlp">The detectors; null for the default.</param>
/// <param name="Unmetered">On a built-in provider's host: true to allow calls whose spend no response shows.</param>
public sealed record Route(
    RouteOrigin Origin, string Host, RouteAuth? Auth = null, bool AgentCredentials = false, IReadOnlyList<string>? Tools = null,
    IReadOnlyList<RouteMatch>? Matches = null, bool GitFetch = false, RouteDlp? Dlp = null, bool Unmetered = false)
{
    /// <summary>The route's name in verdicts: <c>file:line (host)</c>.</summary>
    public string Describe() => $"{Origin} ({Host})";
}

/// <summary>The place of a route's definition, which every verdict names.</summary>
/// <param name="File">The file's name for messages, or another source.</param>
/// <param name="Line">The line, from 1; 0 for none.</param>
public sealed record RouteOrigin(string File, int Line)
{
    /// <summary><c>file:line</c>.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}";
}

/// <summary>The credential that replaces the agent's on a route.</summary>
/// <param name="Scheme">The header field and its format.</param>
/// <param name="Variable">The host's variable with the value.</param>
public sealed record RouteAuth(AuthScheme Scheme, string Variable)
{
    /// <summary>The header field of the credential, in lower case.</summary>
    public string FieldName() => Scheme switch
    {
        AuthScheme.ApiKey => "x-api-key",
        AuthScheme.GoogleApiKey => "x-goog-api-key",
        AuthScheme.AzureApiKey => "api-key",
        _ => "authorization",
    };

    /// <summary>The text before the secret in the field's value, or empty.</summary>
    public string Prefix() => Scheme switch
    {
        AuthScheme.Bearer => "Bearer ",
        AuthScheme.Token => "token ",
        _ => "",
    };
}

/// <summary>Header field and format of a route's credential.</summary>
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

    /// <summary><c>api-key: SECRET</c>, Azure's; written <c>api-key</c>.</summary>
    AzureApiKey,
}

/// <summary>The detectors of a route.</summary>
/// <param name="Outbound">The detectors on requests; null for the default, empty for none.</param>
/// <param name="Inbound">The detectors on responses; null for the default, empty for none.</param>
/// <param name="OnMatch">The action on a match in a request; null for the default (<c>OutboundReactions</c>).</param>
/// <param name="Rejected">The action on a value that an operator rejected; null for the default.</param>
public sealed record RouteDlp(
    IReadOnlyList<string>? Outbound, IReadOnlyList<string>? Inbound, DlpReaction? OnMatch, RejectedReaction? Rejected = null)
{
    /// <summary>The action on a match in a response; null for the default (<see cref="InboundSearch"/>).</summary>
    public InboundReaction? OnInboundMatch { get; init; }
}

/// <summary>Action on a match of an inbound detector.</summary>
[JsonConverter(typeof(WireName<InboundReaction>))]
public enum InboundReaction
{
    /// <summary>The response is withheld.</summary>
    Withhold,

    /// <summary>The response passes, and the match is logged.</summary>
    Log,

    /// <summary>Responses are not searched.</summary>
    Off,
}

/// <summary>Action on a match of an outbound detector.</summary>
[JsonConverter(typeof(WireName<DlpReaction>))]
public enum DlpReaction
{
    /// <summary>The request waits for an operator.</summary>
    Supervise,

    /// <summary>The request is refused.</summary>
    Block,

    /// <summary>The match is masked and the request is sent.</summary>
    Redact,
}

/// <summary>Action on a value that an operator rejected.</summary>
[JsonConverter(typeof(WireName<RejectedReaction>))]
public enum RejectedReaction
{
    /// <summary>The value is masked and the request is sent.</summary>
    Redact,

    /// <summary>The request is refused.</summary>
    Refuse,
}

/// <summary>The value of a host variable that routes name (<c>token_env</c>).</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Secret">Its value: visible ASCII, so that a header field can carry it.</param>
public sealed record RouteSecret(string Variable, string Secret)
{
    /// <summary>The variable only, so that the secret stays out of logs.</summary>
    public override string ToString() => Variable;
}
