namespace BotBottle.Controller.Native;

/// <summary>What is done about symbolic links on the way to a file.</summary>
internal enum Links
{
    /// <summary>None is followed, in no part of the path: for whatever an agent could have made. The path must be one without links.</summary>
    Refuse,

    /// <summary>They are followed: for files that the operator names, who may keep them elsewhere.</summary>
    Follow,
}
