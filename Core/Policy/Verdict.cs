using BotBottle.Core.Providers;
using BotBottle.Core.Refusals;
using BotBottle.Core.Routes;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Policy;

/// <summary>What <see cref="EgressDecision"/> says. The default value refuses, so that a forgotten case is not a hole.</summary>
public readonly record struct Verdict
{
    /// <summary>What happens to the request.</summary>
    public VerdictKind Kind { get; private init; }

    /// <summary>The answer, where <see cref="Kind"/> is <see cref="VerdictKind.Refuse"/>.</summary>
    public Refusal? Refusal { get; private init; }

    /// <summary>Whose API the host is; null for any other host.</summary>
    public Provider? Provider { get; private init; }

    /// <summary>What the request does to a budget; meaningful with a provider.</summary>
    public CallClass Call { get; private init; }

    /// <summary>The dialect in which the request is refused later; null for plain HTTP.</summary>
    public RefusalDialect? Dialect { get; private init; }

    /// <summary>Whose credential replaces the agent's; null where the agent's own are let through.</summary>
    public CredentialSource? Credential { get; private init; }

    /// <summary>The provider-run tools that a model call may name.</summary>
    public IReadOnlyList<string> Tools { get; private init; }

    /// <summary>What it does to a git repository.</summary>
    public GitAccess Git { get; private init; }

    /// <summary>The route that lets the request go; null where none does.</summary>
    public Route? Route { get; private init; }

    /// <summary>The rule that decided, with file, line and host; null where none did.</summary>
    public string? Rule => RefusedBy ?? Route?.Describe();

    private string? RefusedBy { get; init; }

    /// <summary>Whether the request waits for an admission.</summary>
    public bool NeedsAdmission => Provider is not null && Call.Kind != CallKind.Free;

    /// <summary>Whether a call may spend where no answer shows it, as far as its route says; a budget may refuse it still. A provider of the settings is not asked for more.</summary>
    public bool MaySpendUnseen => Route is { Unmetered: true } || Provider is { IsBuiltIn: false };

    /// <summary>Whether the request only has its tokens counted: it is free, and its body is judged as a model call's is.</summary>
    public bool IsCount => Kind == VerdictKind.Forward && Provider is not null && Call is { Kind: CallKind.Free, Format: not CallFormat.Unknown };

    /// <summary>The proxy answers by itself.</summary>
    public static Verdict Introspect => new() { Kind = VerdictKind.Introspect };

    /// <summary>The request may go.</summary>
    /// <param name="provider">Whose API the host is, or null.</param>
    /// <param name="call">What it does to a budget.</param>
    /// <param name="dialect">The dialect in which it is refused later; null for plain HTTP.</param>
    /// <param name="credential">Whose credential replaces the agent's, or null.</param>
    /// <param name="route">The route that lets it go.</param>
    /// <param name="git">What it does to a git repository.</param>
    public static Verdict Forward(
        Provider? provider, CallClass call, RefusalDialect? dialect, CredentialSource? credential, Route route, GitAccess git) =>
        new()
        {
            Kind = VerdictKind.Forward, Provider = provider, Call = call, Dialect = dialect, Credential = credential, Tools = route.Tools ?? ToolRule.Default,
            Git = git, Route = route,
        };

    /// <summary>The request is answered with a refusal.</summary>
    /// <param name="refusal">The answer.</param>
    /// <param name="rule">The rule that decided; null where none did.</param>
    public static Verdict Refuse(Refusal refusal, string? rule = null) => new() { Kind = VerdictKind.Refuse, Refusal = refusal, RefusedBy = rule };
}

/// <summary>The kinds of <see cref="Verdict"/>.</summary>
public enum VerdictKind
{
    /// <summary>The request is answered with <see cref="Verdict.Refusal"/>.</summary>
    Refuse,

    /// <summary>The request goes to its upstream.</summary>
    Forward,

    /// <summary>The proxy answers it itself: the agent asks what it may reach, or what is left.</summary>
    Introspect,
}
