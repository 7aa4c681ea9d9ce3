namespace BotBottle.Proxy.Policy;

/// <summary>The kinds of <see cref="Verdict"/>.</summary>
internal enum VerdictKind
{
    /// <summary>The request is answered with <see cref="Verdict.Refusal"/>.</summary>
    Refuse,

    /// <summary>The request goes to its upstream.</summary>
    Forward,

    /// <summary>The proxy answers it itself (<see cref="Introspection"/>).</summary>
    Introspect,
}
