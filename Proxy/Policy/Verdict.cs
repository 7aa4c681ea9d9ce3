using BotBottle.Core.Providers;
using BotBottle.Core.Refusals;
using BotBottle.Core.Routes;

namespace BotBottle.Proxy.Policy;

/// <summary>What <see cref="EgressDecision"/> says. The default value refuses, so that a forgotten case is not a hole.</summary>
internal readonly record struct Verdict
{
    public VerdictKind Kind { get; private init; }

    /// <summary>The answer, where <see cref="Kind"/> is <see cref="VerdictKind.Refuse"/>.</summary>
    public Refusal? Refusal { get; private init; }

    /// <summary>Whose API the host is; null for any other host.</summary>
    public Provider? Provider { get; private init; }

    /// <summary>What the request does to a budget; meaningful with a provider.</summary>
    public CallClass Call { get; private init; }

    /// <summary>What replaces the agent's credentials; null where these are let through.</summary>
    public InjectedCredential? Credential { get; private init; }

    /// <summary>The provider-run tools that a model call may name.</summary>
    public IReadOnlyList<string> Tools { get; private init; }

    /// <summary>What it does to a git repository.</summary>
    public GitAccess Git { get; private init; }

    /// <summary>The rule that decided, with file, line and host; null where none did.</summary>
    public string? Rule { get; private init; }

    /// <summary>Whether the request waits for an admission.</summary>
    public bool NeedsAdmission => Provider is not null && Call.Kind != CallKind.Free;

    public static Verdict Introspect => new() { Kind = VerdictKind.Introspect };

    public static Verdict Forward(Provider? provider, CallClass call, InjectedCredential? credential, Route route, GitAccess git) =>
        new()
        {
            Kind = VerdictKind.Forward, Provider = provider, Call = call, Credential = credential, Tools = route.Tools ?? ToolRule.Default,
            Git = git, Rule = route.Describe(),
        };

    public static Verdict Refuse(Refusal refusal, string? rule = null) => new() { Kind = VerdictKind.Refuse, Refusal = refusal, Rule = rule };
}
