namespace BotBottle.Core.Policy;

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
