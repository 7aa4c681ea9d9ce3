using BotBottle.Core.Control;
using BotBottle.Core.Providers;
using BotBottle.Core.Refusals;

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

    /// <summary>The host's key that replaces the agent's credentials; null where the agent's own are let through, and where there is no provider.</summary>
    public ProviderCredential? Credential { get; private init; }

    /// <summary>Whether the request waits for an admission.</summary>
    public bool NeedsAdmission => Provider is not null && Call.Kind != CallKind.Free;

    public static Verdict Introspect => new() { Kind = VerdictKind.Introspect };

    public static Verdict Forward(Provider? provider, CallClass call, ProviderCredential? credential) =>
        new() { Kind = VerdictKind.Forward, Provider = provider, Call = call, Credential = credential };

    public static Verdict Refuse(Refusal refusal) => new() { Kind = VerdictKind.Refuse, Refusal = refusal };
}
