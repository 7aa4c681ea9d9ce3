using BotBottle.Core.Certificates;
using BotBottle.Core.Control;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>What a test's proxy is like; by default alone, with a key for each built-in provider.</summary>
internal sealed record TestProxyOptions
{
    public IReadOnlyList<ListenerKind> Listeners { get; init; } = [ListenerKind.Proxy];

    /// <summary>Where its first listener is; port 0 lets the system choose.</summary>
    public string Endpoint { get; init; } = "127.0.0.1:0";

    public IReadOnlyList<ProviderCredential> Credentials { get; init; } =
        [new("claude", "ANTHROPIC_API_KEY", "host-claude-key"), new("codex", "OPENAI_API_KEY", "host-codex-key")];

    public bool AgentCredentials { get; init; }

    /// <summary>A route for all of each; not beside <see cref="Routes"/>.</summary>
    public IReadOnlyList<string>? Hosts { get; init; }

    /// <summary>The text of a routes file.</summary>
    public string? Routes { get; init; }

    /// <summary>Names at the upstream besides the exact hosts of <see cref="Routes"/>.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public IReadOnlyList<RouteSecret> Secrets { get; init; } = [];

    /// <summary>Whether what goes to <see cref="Hosts"/> and comes from there is looked into. The known secrets make it keep the end of a body back until all
    /// is there.</summary>
    public bool Scans { get; init; } = true;

    /// <summary>What the settings add to what is looked for.</summary>
    public DlpConfiguration? Dlp { get; init; }

    public ControllerAddress? Controller { get; init; }

    public string? Spool { get; init; }

    public string? Password { get; init; }

    public EgressLog Log { get; init; } = EgressLog.All;

    public CertificateAuthorityPem? Authority { get; init; }

    public string? UpstreamAuthorities { get; init; }

    public IReadOnlyDictionary<string, string> Resolve { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<ProviderConfiguration> Providers { get; init; } = [];

    /// <summary>DNS; the system's where it is null.</summary>
    public Func<string, CancellationToken, Task<System.Net.IPAddress[]>>? Lookup { get; init; }

    /// <summary>This machine's addresses, for what is explained; the real ones where it is null.</summary>
    public Func<BotBottle.Core.Hosts.HostAddresses>? Addresses { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
