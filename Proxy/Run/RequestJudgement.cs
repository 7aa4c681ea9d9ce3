using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Refusals;
using BotBottle.Core.Usage;

namespace BotBottle.Proxy.Run;

/// <summary>The checks of a request to a provider that need only its body: whether it is unambiguous, and whether its tools are allowed.</summary>
internal static class RequestJudgement
{
    /// <summary>The refusal for the body; null if it is allowed.</summary>
    /// <param name="refusals">Writes the refusal.</param>
    /// <param name="facts">The facts of its body.</param>
    /// <param name="call">The class of the call.</param>
    /// <param name="dialect">The dialect of the refusal.</param>
    /// <param name="tools">The provider-run tools that its route allows.</param>
    /// <param name="rule">The route.</param>
    public static Refusal? Of(
        RunRefusals refusals, RequestFacts facts, CallClass call, RefusalDialect? dialect, IReadOnlyList<string> tools, string? rule)
    {
        if (facts.MustRefuse(call))
        {
            return refusals.Of(RefusalCode.BadRequest, dialect, message: Describe(facts));
        }
        return ToolRule.FindRefused(facts.Tools, tools) is { } tool
            ? refusals.Of(
                RefusalCode.ToolNotAllowed, dialect, tool, "it runs at the provider, outside the bottle; the route's 'tools' can allow it", rule: rule)
            : null;
    }

    private static string Describe(RequestFacts facts) => facts.Fault switch
    {
        RequestFault.AmbiguousKey => $"the key '{facts.FaultKey}' appears twice or has an ambiguous spelling",
        RequestFault.BadValue => $"the key '{facts.FaultKey}' has an invalid value",
        RequestFault.Encoded => "the content coding or character set of the request cannot be read",
        _ => "the request is not a JSON object",
    };
}
