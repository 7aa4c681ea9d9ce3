using BotBottle.Core.Dlp;
using BotBottle.Core.Refusals;

namespace BotBottle.Proxy.Run;

/// <summary>Says what becomes of what a scan of a request found; it may ask an operator, and take minutes.</summary>
internal interface IFindingJudge
{
    /// <summary>The detectors that the request is searched with.</summary>
    DlpDetectors Detectors { get; }

    /// <summary>Why the request goes no further; null while it may.</summary>
    Refusal? Refusal { get; }

    /// <summary>Judges a finding.</summary>
    /// <param name="finding">What was found.</param>
    /// <param name="place">Where in the request.</param>
    /// <param name="canMask">Whether it can be masked there without breaking what it stands in.</param>
    ValueTask<FindingAction> JudgeAsync(DlpFinding finding, string place, bool canMask);

    /// <summary>What cannot be looked into cannot go: the request is refused.</summary>
    void RefuseOpaque(string place, string why);
}
