namespace BotBottle.Proxy.Logins;

/// <summary>How urgently a login's token must be refreshed.</summary>
internal enum RefreshNeed
{
    /// <summary>Not now, or it cannot be.</summary>
    None,

    /// <summary>Its end is near, and requests still use it.</summary>
    Soon,

    /// <summary>It has ended or was rejected, and requests wait.</summary>
    Now,
}
