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
