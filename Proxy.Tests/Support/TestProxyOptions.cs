using BotBottle.Core.Certificates;
using BotBottle.Core.Control;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>The options of a test's proxy. By default it has no controller, and a key for each built-in provider.</summary>
internal sealed record TestProxyOptions
{
    public IReadOnlyList<ListenerKind> Listeners { get; init; } = [ListenerKind.Proxy];

    /// <summary>The endpoint of its first listener; port 0 lets the system choose.</summary>
    public string Endpoint { get; init; } = "127.0.0.1:0";

    public IReadOnlyList<ProviderCredential> Credentials { get; init; } =
        [new("claude", "ANTHROPIC_API_KEY", "host-claude-key"), new("codex", "OPENAI_API_KEY", "host-codex-key")];

    public bool AgentCredentials { get; init; }

    /// <summary>The kept logins that the run uses.</summary>
    public IReadOnlyList<ProxyLogin> Logins { get; init; } = [];

    /// <summary>Hosts with one route each for all requests; not together with <see cref="Routes"/>.</summary>
    public IReadOnlyList<string>? Hosts { get; init; }

    /// <summary>The text of a routes file.</summary>
    public string? Routes { get; init; }

    /// <summary>Further names of the upstream besides the exact hosts of <see cref="Routes"/>.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public IReadOnlyList<RouteSecret> Secrets { get; init; } = [];

    /// <summary>
    /// True to search requests to <see cref="Hosts"/> and responses from them. The known secrets then hold back the end of a body until it is complete.
    /// </summary>
    public bool Scans { get; init; } = true;

    /// <summary>Further secrets and rules of the settings.</summary>
    public DlpConfiguration? Dlp { get; init; }

    public ControllerAddress? Controller { get; init; }

    /// <summary>True if its controller asks no operator.</summary>
    public bool Unsupervised { get; init; }

    public string? Spool { get; init; }

    public string? Password { get; init; }

    public EgressLog Log { get; init; } = EgressLog.All;

    public CertificateAuthorityPem? Authority { get; init; }

    public string? UpstreamAuthorities { get; init; }

    public IReadOnlyDictionary<string, string> Resolve { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<ProviderConfiguration> Providers { get; init; } = [];

    /// <summary>DNS; null for the system's.</summary>
    public Func<string, CancellationToken, Task<System.Net.IPAddress[]>>? Lookup { get; init; }

    /// <summary>This machine's addresses for explain; null for the real ones.</summary>
    public Func<BotBottle.Core.Hosts.HostAddresses>? Addresses { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
