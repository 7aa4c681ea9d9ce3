namespace BotBottle.Controller.Shared;

/// <summary>Category of a <see cref="RefusedException"/>.</summary>
internal enum RefusalReason
{
    /// <summary>The present state does not allow it.</summary>
    Conflict,

    /// <summary>The request names something that does not exist.</summary>
    NotFound,

    /// <summary>The request is invalid.</summary>
    Invalid,

    /// <summary>The caller is not authorized.</summary>
    Unauthorized,

    /// <summary>The request exceeds a limit.</summary>
    TooMuch,
}
