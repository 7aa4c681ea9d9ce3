using System.Text.Json.Serialization;
using BotBottle.Core.Certificates;
using BotBottle.Core.Dlp;
using BotBottle.Core.Logins;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Settings;
using BotBottle.Core.Text;

namespace BotBottle.Core.Control;

/// <summary>
/// The configuration of a proxy process and its runs. The parent writes it as one JSON document to standard input, never as an argument or an environment
/// variable, because it holds secrets. The listeners are file descriptors that the parent passes to the process.
/// </summary>
/// <param name="Runs">The runs whose listeners this process serves; one by default.</param>
/// <param name="Upstream">The resolution and trust of upstreams.</param>
/// <param name="Providers">The providers that settings add to the built-in ones.</param>
public sealed record ProxyConfiguration(
    IReadOnlyList<ProxyRun> Runs, UpstreamConfiguration Upstream, IReadOnlyList<ProviderConfiguration> Providers);

/// <summary>One run as its proxy knows it. The listener identifies the run: every connection on it belongs to this run.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Name">The run's name, for messages.</param>
/// <param name="Listeners">The inherited listening sockets.</param>
/// <param name="CertificateAuthority">The run's own CA.</param>
/// <param name="Credentials">The host's provider keys; empty if the host has none.</param>
/// <param name="Secrets">The values of the variables that routes name, if they are set.</param>
/// <param name="AgentCredentials">True if the agent may use its own login at providers (<c>--agent-credentials</c>).</param>
/// <param name="Routes">The routes at start; null for the built-in providers' hosts.</param>
/// <param name="Controller">The controller's address; null for a standalone proxy (no admission, metering to standard error).</param>
/// <param name="Spool">The path prefix of the spool files (<see cref="SpoolFormat"/>); null for a standalone proxy.</param>
/// <param name="Password">The Basic proxy credentials (<c>NAME:PASSWORD</c>) that clients must send when the listener is on the host's loopback; null when only
/// the bottle can reach it.</param>
/// <param name="FingerprintKey">The key of the run's <see cref="ApprovalFingerprints"/>, the same for each of its proxies. If it is null or empty, the proxy
/// makes one.</param>
/// <param name="Dlp">The extra values and rules for the scan of the run's requests; null for none.</param>
/// <param name="Unsupervised">True if no operator is asked about held requests (<c>supervise: false</c>, <c>--no-supervise</c>).</param>
/// <param name="Logins">The kept logins that the run uses; null for none. The proxy reads their tokens itself.</param>
public sealed record ProxyRun(
    string Run, string Name, IReadOnlyList<ProxyListener> Listeners, CertificateAuthorityPem CertificateAuthority,
    IReadOnlyList<ProviderCredential> Credentials, IReadOnlyList<RouteSecret> Secrets, bool AgentCredentials, RouteSet? Routes,
    ControllerAddress? Controller, string? Spool, string? Password, byte[]? FingerprintKey = null,
    DlpConfiguration? Dlp = null, bool Unsupervised = false, IReadOnlyList<ProxyLogin>? Logins = null);

/// <summary>A kept login that a run uses.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Name">The login's name.</param>
/// <param name="Path">Its file, which only the operator's own processes can read.</param>
public sealed record ProxyLogin(string Agent, string Name, string Path)
{
    /// <summary>Its names.</summary>
    [JsonIgnore]
    public LoginUse Use => new(Agent, Name);
}

/// <summary>A listening socket: inherited as a file descriptor, or opened by the proxy.</summary>
/// <param name="Kind">The protocol of its clients.</param>
/// <param name="Descriptor">The inherited file descriptor; null when the proxy opens <paramref name="Endpoint"/>.</param>
/// <param name="Endpoint">The address for a standalone proxy, <c>127.0.0.1:3128</c>; null when a file descriptor is given.</param>
public sealed record ProxyListener(ListenerKind Kind, int? Descriptor, string? Endpoint);

/// <summary>Protocol of a listener's clients.</summary>
[JsonConverter(typeof(WireName<ListenerKind>))]
public enum ListenerKind
{
    /// <summary>HTTP proxy requests: CONNECT and absolute-form.</summary>
    Proxy,

    /// <summary>TLS from the first byte; the SNI is the authority (clients that ignore proxy variables).</summary>
    Tls,

    /// <summary>Plain HTTP in origin-form; the Host header field is the authority.</summary>
    Http,
}

/// <summary>The settings key <c>upstream</c>, checked.</summary>
/// <param name="CertificateAuthorities">PEM texts trusted besides the system's roots; null for none.</param>
/// <param name="Resolve">Host to <c>address:port</c>, like curl's <c>--connect-to</c>; may name a private address.</param>
public sealed record UpstreamConfiguration(string? CertificateAuthorities, IReadOnlyDictionary<string, string> Resolve);

/// <summary>The values and rules that a proxy scans a run's requests for, besides public token shapes and the credentials that it injects.</summary>
/// <param name="KnownSecrets">The values of <c>dlp.known_secrets</c>.</param>
/// <param name="Allow">Values that may leave the run.</param>
/// <param name="Rules">The operator's detectors.</param>
public sealed record DlpConfiguration(IReadOnlyList<SecretValue> KnownSecrets, IReadOnlyList<DlpAllowance> Allow, IReadOnlyList<DlpRule> Rules)
{
    /// <summary>No extra values and rules.</summary>
    public static DlpConfiguration Empty { get; } = new([], [], []);
}

/// <summary>The controller's address for a proxy.</summary>
/// <param name="Socket">The path of <c>proxy.sock</c>.</param>
/// <param name="Token">The run's token, sent as a bearer token with each call; it gives access to that run only.</param>
public sealed record ControllerAddress(string Socket, string Token)
{
    /// <summary>The path only, so that the token stays out of logs.</summary>
    public override string ToString() => Socket;
}

/// <summary>A value that must not leave a run.</summary>
/// <param name="Name">The name that a refusal may show: a variable's name, or a file and line.</param>
/// <param name="Value">The value, UTF-8.</param>
public sealed record SecretValue(string Name, string Value)
{
    /// <summary>The name only, so that the value stays out of logs.</summary>
    public override string ToString() => Name;
}
