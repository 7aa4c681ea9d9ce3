namespace BotBottle.Controller.Shared;

/// <summary>What kind of no a <see cref="RefusedException"/> is.</summary>
internal enum RefusalReason
{
    /// <summary>It cannot be done in the present state.</summary>
    Conflict,

    /// <summary>It names something that does not exist.</summary>
    NotFound,

    /// <summary>It makes no sense as it is written.</summary>
    Invalid,

    /// <summary>Whoever asks may not.</summary>
    Unauthorized,

    /// <summary>It is too much at once.</summary>
    TooMuch,
}
