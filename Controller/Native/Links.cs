namespace BotBottle.Controller.Native;

/// <summary>Treatment of symbolic links on the path to a file.</summary>
internal enum Links
{
    /// <summary>No link is followed, in any part of the path: for files that an agent could have made. The path must contain no links.</summary>
    Refuse,

    /// <summary>Links are followed: for files that the operator names, who may keep them elsewhere.</summary>
    Follow,
}
