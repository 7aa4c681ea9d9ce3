using BotBottle.Core.Logins;
using BotBottle.Core.Providers;
using BotBottle.Core.Refusals;
using BotBottle.Core.Routes;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Policy;

/// <summary>The result of <see cref="EgressDecision"/>. The default value refuses, so that a forgotten case opens no hole.</summary>
public readonly record struct Verdict
{
    /// <summary>The kind of verdict.</summary>
    public VerdictKind Kind { get; private init; }

    /// <summary>The refusal for <see cref="VerdictKind.Refuse"/>.</summary>
    public Refusal? Refusal { get; private init; }

    /// <summary>The provider whose API the host is; null for any other host.</summary>
    public Provider? Provider { get; private init; }

    /// <summary>The request's effect on a budget; meaningful with a provider.</summary>
    public CallClass Call { get; private init; }

    /// <summary>The dialect of later refusals; null for plain HTTP.</summary>
    public RefusalDialect? Dialect { get; private init; }

    /// <summary>The credential that replaces the agent's; null to keep the agent's own.</summary>
    public CredentialSource? Credential { get; private init; }

    /// <summary>The login for <see cref="VerdictKind.RefreshLogin"/>.</summary>
    public LoginUse? Login { get; private init; }

    /// <summary>The provider-run tools that a model call may name.</summary>
    public IReadOnlyList<string> Tools { get; private init; }

    /// <summary>The kind of access to a git repository.</summary>
    public GitAccess Git { get; private init; }

    /// <summary>The route that allows the request; null for none.</summary>
    public Route? Route { get; private init; }

    /// <summary>The deciding rule, with file, line and host; null for none.</summary>
    public string? Rule => RefusedBy ?? Route?.Describe();

    private string? RefusedBy { get; init; }

    /// <summary>True if the request needs an admission.</summary>
    public bool NeedsAdmission => Provider is not null && Call.Kind != CallKind.Free;

    /// <summary>
    /// True if the route lets a call spend where no response shows it; a budget may still refuse it. A provider of the settings needs no such route.
    /// </summary>
    public bool MaySpendUnseen => Route is { Unmetered: true } || Provider is { IsBuiltIn: false };

    /// <summary>True for a free request whose body is checked as a model call's is: it counts tokens, or defines what model calls use.</summary>
    public bool IsFreeButJudged => Kind == VerdictKind.Forward && Provider is not null && Call is { Kind: CallKind.Free, Format: not CallFormat.Unknown };

    /// <summary>The proxy responds itself.</summary>
    public static Verdict Introspect => new() { Kind = VerdictKind.Introspect };

    /// <summary>The proxy responds itself to a request for new tokens of a login.</summary>
    public static Verdict RefreshLogin(LoginUse login) => new() { Kind = VerdictKind.RefreshLogin, Login = login };

    /// <summary>Forwards the request.</summary>
    /// <param name="provider">The provider whose API the host is, or null.</param>
    /// <param name="call">The request's effect on a budget.</param>
    /// <param name="dialect">The dialect of later refusals; null for plain HTTP.</param>
    /// <param name="credential">The credential that replaces the agent's, or null.</param>
    /// <param name="route">The route that allows the request.</param>
    /// <param name="git">The kind of access to a git repository.</param>
    public static Verdict Forward(
        Provider? provider, CallClass call, RefusalDialect? dialect, CredentialSource? credential, Route route, GitAccess git) =>
        new()
        {
            Kind = VerdictKind.Forward, Provider = provider, Call = call, Dialect = dialect, Credential = credential, Tools = route.Tools ?? ToolRule.Default,
            Git = git, Route = route,
        };

    /// <summary>Refuses the request.</summary>
    /// <param name="refusal">The response.</param>
    /// <param name="rule">The deciding rule; null for none.</param>
    public static Verdict Refuse(Refusal refusal, string? rule = null) => new() { Kind = VerdictKind.Refuse, Refusal = refusal, RefusedBy = rule };
}

/// <summary>Kind of a <see cref="Verdict"/>.</summary>
public enum VerdictKind
{
    /// <summary>The proxy responds with <see cref="Verdict.Refusal"/>.</summary>
    Refuse,

    /// <summary>The request goes to its upstream.</summary>
    Forward,

    /// <summary>The proxy responds itself to the agent's question about its routes and budgets.</summary>
    Introspect,

    /// <summary>The proxy responds itself, with placeholders, to the agent's request for new tokens of a login that the host keeps.</summary>
    RefreshLogin,
}
