using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Routes;

/// <summary>
/// One entry of an allowlist (docs/contracts.md, section 3), as it was written and checked: plain data that travels to the proxy, where <see cref="RouteTable"/> compiles
/// it. It names the variable of a credential and never holds its value.
/// </summary>
/// <param name="Origin">Where it stands.</param>
/// <param name="Host">The host pattern (<see cref="RouteHost"/>).</param>
/// <param name="Auth">The credential that replaces the agent's; null where the agent's own go through.</param>
/// <param name="AgentCredentials">On a provider's host: whether the agent may use its own login.</param>
/// <param name="Tools">On a provider's host: the provider-run tools that a call may name; null for the default.</param>
/// <param name="Matches">What of the host is open; null for everything.</param>
/// <param name="GitFetch">Whether git may clone and fetch.</param>
/// <param name="Dlp">What is scanned for; null for the default.</param>
/// <param name="Unmetered">On a built-in provider's host: whether calls may go on whose spend no answer shows.</param>
public sealed record Route(
    RouteOrigin Origin, string Host, RouteAuth? Auth = null, bool AgentCredentials = false, IReadOnlyList<string>? Tools = null,
    IReadOnlyList<RouteMatch>? Matches = null, bool GitFetch = false, RouteDlp? Dlp = null, bool Unmetered = false)
{
    /// <summary>How verdicts name it: <c>file:line (host)</c>.</summary>
    public string Describe() => $"{Origin} ({Host})";
}

/// <summary>Where a route was written: every verdict names it.</summary>
/// <param name="File">The file's name as the operator knows it, or what brought the route in where no file did.</param>
/// <param name="Line">The line, from 1; 0 where there is none.</param>
public sealed record RouteOrigin(string File, int Line)
{
    /// <summary><c>file:line</c>.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}";
}

/// <summary>The credential that a route puts in place of the agent's.</summary>
/// <param name="Scheme">How it travels.</param>
/// <param name="Variable">The variable of the host that holds it.</param>
public sealed record RouteAuth(AuthScheme Scheme, string Variable)
{
    /// <summary>The header field that carries it, in lower case.</summary>
    public string FieldName() => Scheme switch
    {
        AuthScheme.ApiKey => "x-api-key",
        AuthScheme.GoogleApiKey => "x-goog-api-key",
        _ => "authorization",
    };

    /// <summary>What stands before the secret in the field's value, or nothing.</summary>
    public string Prefix() => Scheme switch
    {
        AuthScheme.Bearer => "Bearer ",
        AuthScheme.Token => "token ",
        _ => "",
    };
}

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

/// <summary>What is scanned for on a route.</summary>
/// <param name="Outbound">The detectors on requests; null for the default, empty for none.</param>
/// <param name="Inbound">The detectors on answers; null for the default, empty for none.</param>
/// <param name="OnMatch">What a match in a request does.</param>
public sealed record RouteDlp(IReadOnlyList<string>? Outbound, IReadOnlyList<string>? Inbound, DlpReaction OnMatch);

/// <summary>What a match of an outbound detector does.</summary>
[JsonConverter(typeof(WireName<DlpReaction>))]
public enum DlpReaction
{
    /// <summary>The request waits for an operator.</summary>
    Supervise,

    /// <summary>The request is refused.</summary>
    Block,

    /// <summary>The request leaves without what was found.</summary>
    Redact,
}

/// <summary>The value of a host variable that routes name (<c>token_env</c>).</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Secret">Its value: visible ASCII, so that a header field can carry it.</param>
public sealed record RouteSecret(string Variable, string Secret)
{
    /// <summary>Names the variable only, so that the secret stays out of logs.</summary>
    public override string ToString() => Variable;
}
