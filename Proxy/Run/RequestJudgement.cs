using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Refusals;
using BotBottle.Core.Usage;

namespace BotBottle.Proxy.Run;

/// <summary>What the body of a request to a provider alone decides, before anybody is asked: whether it can be read in one way, and which tools it
/// defines.</summary>
internal static class RequestJudgement
{
    /// <summary>Why the request is refused; null where its body is no reason.</summary>
    /// <param name="refusals">The words of a no.</param>
    /// <param name="facts">What its body says.</param>
    /// <param name="call">What it is.</param>
    /// <param name="dialect">The dialect in which it is refused.</param>
    /// <param name="tools">The provider-run tools that its route admits.</param>
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
                RefusalCode.ToolNotAllowed, dialect, tool, "it runs at the provider, out of the bottle's reach; the route's 'tools' can admit it", rule: rule)
            : null;
    }

    private static string Describe(RequestFacts facts) => facts.Fault switch
    {
        RequestFault.AmbiguousKey => $"the key '{facts.FaultKey}' is there twice, or spelled so that it can be read in two ways",
        RequestFault.BadValue => $"the key '{facts.FaultKey}' has an impossible value",
        RequestFault.Encoded => "the content coding or character set of the request cannot be read",
        _ => "the request is not a JSON object",
    };
}
