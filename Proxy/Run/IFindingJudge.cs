using BotBottle.Core.Dlp;
using BotBottle.Core.Policy;
using BotBottle.Core.Refusals;

namespace BotBottle.Proxy.Run;

/// <summary>Decides on the findings in a request. It may ask an operator, which may take minutes.</summary>
internal interface IFindingJudge
{
    /// <summary>The detectors for the request.</summary>
    DlpDetectors Detectors { get; }

    /// <summary>The refusal; null if the request may be sent.</summary>
    Refusal? Refusal { get; }

    /// <summary>Decides on a finding.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="place">The place in the request.</param>
    ValueTask<FindingAction> JudgeAsync(DlpFinding finding, FindingPlace place);

    /// <summary>The reactions in force for the request.</summary>
    OutboundReactions Reactions { get; }

    /// <summary>Refuses the request because a part of it cannot be searched.</summary>
    void RefuseOpaque(string place, string why);
}

/// <summary>The place of a finding in a request.</summary>
/// <param name="Name">The name in refusals.</param>
/// <param name="Obstacle">The reason why the finding cannot be masked there; null if it can.</param>
/// <param name="IsHead">True in the head of a request.</param>
internal readonly record struct FindingPlace(string Name, string? Obstacle, bool IsHead = false);

/// <summary>The action for a finding.</summary>
internal enum FindingAction
{
    /// <summary>The request is refused.</summary>
    Refuse,

    /// <summary>The request is sent unchanged.</summary>
    Pass,

    /// <summary>The request is sent with asterisks in place of the finding.</summary>
    Mask,
}
