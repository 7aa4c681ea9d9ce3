using BotBottle.Core.Certificates;
using BotBottle.Core.Dlp;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Control;

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
