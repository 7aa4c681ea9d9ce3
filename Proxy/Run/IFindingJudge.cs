using BotBottle.Core.Dlp;
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
    /// <param name="canMask">True if the finding can be masked without making its place invalid.</param>
    ValueTask<FindingAction> JudgeAsync(DlpFinding finding, string place, bool canMask);

    /// <summary>Refuses the request because a part of it cannot be searched.</summary>
    void RefuseOpaque(string place, string why);
}
