using System.Text.Json.Serialization;
using BotBottle.Core.Certificates;
using BotBottle.Core.Dlp;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Settings;
using BotBottle.Core.Text;

namespace BotBottle.Core.Control;

/// <summary>
/// Everything a proxy process needs for its runs: one JSON document on its standard input, never an argument or an environment
/// variable, because it holds secrets. The listeners are descriptors that the parent mapped into the process.
/// </summary>
/// <param name="Runs">The runs whose listeners this process serves; one by default.</param>
/// <param name="Upstream">How upstreams are found and trusted.</param>
/// <param name="Providers">The providers that settings add to the built-in ones.</param>
public sealed record ProxyConfiguration(
    IReadOnlyList<ProxyRun> Runs, UpstreamConfiguration Upstream, IReadOnlyList<ProviderConfiguration> Providers);

/// <summary>One run as its proxy knows it. Identity belongs to the listeners: whatever comes in on them is this run's.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Name">The run's name, for messages.</param>
/// <param name="Listeners">The listening sockets handed over.</param>
/// <param name="CertificateAuthority">The run's own CA.</param>
/// <param name="Credentials">The host's provider keys; empty where the host has none.</param>
/// <param name="Secrets">The values of the variables that routes name, as far as they are set.</param>
/// <param name="AgentCredentials">True lets the agent use its own login at providers (<c>--agent-credentials</c>).</param>
/// <param name="Routes">What is open at the start; null for the built-in providers' hosts.</param>
/// <param name="Controller">Where the controller is; null for a proxy alone (no admission, metering to standard error).</param>
/// <param name="Spool">Prefix of the spool files' path (<see cref="SpoolFormat"/>); null for a proxy alone.</param>
/// <param name="Password">What clients must present as Basic proxy credentials (<c>NAME:PASSWORD</c>), where the listener is on the
/// host's loopback; null where only the bottle can reach it.</param>
/// <param name="FingerprintKey">The key of the run's <see cref="ApprovalFingerprints"/>, the same for each of its proxies; null or empty lets the proxy make one.</param>
/// <param name="Dlp">What is looked for in what the run sends; null for nothing more than what every run looks for.</param>
public sealed record ProxyRun(
    string Run, string Name, IReadOnlyList<ProxyListener> Listeners, CertificateAuthorityPem CertificateAuthority,
    IReadOnlyList<ProviderCredential> Credentials, IReadOnlyList<RouteSecret> Secrets, bool AgentCredentials, RouteSet? Routes,
    ControllerAddress? Controller, string? Spool, string? Password, byte[]? FingerprintKey = null,
    DlpConfiguration? Dlp = null);

/// <summary>A listening socket: handed over as a descriptor, or opened by the proxy itself.</summary>
/// <param name="Kind">What clients speak on it.</param>
/// <param name="Descriptor">The inherited descriptor; null when <paramref name="Endpoint"/> is to be opened.</param>
/// <param name="Endpoint"><c>127.0.0.1:3128</c>: for a proxy alone; null when a descriptor is given.</param>
public sealed record ProxyListener(ListenerKind Kind, int? Descriptor, string? Endpoint);

/// <summary>What clients speak on a listener.</summary>
[JsonConverter(typeof(WireName<ListenerKind>))]
public enum ListenerKind
{
    /// <summary>HTTP proxy requests: CONNECT and absolute-form.</summary>
    Proxy,

    /// <summary>TLS at once, the SNI is the authority (clients that ignore proxy variables).</summary>
    Tls,

    /// <summary>Plain HTTP in origin-form, Host is the authority.</summary>
    Http,
}

/// <summary>Settings key <c>upstream</c>, read and checked.</summary>
/// <param name="CertificateAuthorities">PEM texts trusted besides the system's roots; null for none.</param>
/// <param name="Resolve">Host to <c>address:port</c>, like curl's <c>--connect-to</c>; may name a private address.</param>
public sealed record UpstreamConfiguration(string? CertificateAuthorities, IReadOnlyDictionary<string, string> Resolve);

/// <summary>What a proxy looks for in what a run sends, besides the public shapes of tokens and the credentials that it puts into requests itself.</summary>
/// <param name="KnownSecrets">The values of <c>dlp.known_secrets</c>.</param>
/// <param name="Allow">Values that may leave.</param>
/// <param name="Rules">The operator's detectors.</param>
public sealed record DlpConfiguration(IReadOnlyList<SecretValue> KnownSecrets, IReadOnlyList<DlpAllowance> Allow, IReadOnlyList<DlpRule> Rules)
{
    /// <summary>Nothing more than what every run looks for.</summary>
    public static DlpConfiguration Empty { get; } = new([], [], []);
}

/// <summary>Where a proxy finds its controller.</summary>
/// <param name="Socket">The path of <c>proxy.sock</c>.</param>
/// <param name="Token">The run's token, shown as a bearer token with each call; it opens that run alone.</param>
public sealed record ControllerAddress(string Socket, string Token)
{
    /// <summary>The path only, so that the token stays out of logs.</summary>
    public override string ToString() => Socket;
}

/// <summary>A value that must not leave a run.</summary>
/// <param name="Name">What a refusal may call it: a variable's name, a file's and a line.</param>
/// <param name="Value">The value, UTF-8.</param>
public sealed record SecretValue(string Name, string Value)
{
    /// <summary>The name alone, so that the value stays out of logs.</summary>
    public override string ToString() => Name;
}
