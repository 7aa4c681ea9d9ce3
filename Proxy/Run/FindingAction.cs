namespace BotBottle.Proxy.Run;

/// <summary>What becomes of a finding.</summary>
internal enum FindingAction
{
    /// <summary>The request goes no further.</summary>
    Refuse,

    /// <summary>The request goes on as it is.</summary>
    Pass,

    /// <summary>The request goes on with asterisks in its place.</summary>
    Mask,
}
