namespace BotBottle.Proxy.Run;

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
