namespace BotBottle.Controller.Folders;

/// <summary>The result of asking git for settings.</summary>
/// <param name="End">The end of git.</param>
/// <param name="Values">The operator's settings by name; the last of each name applies.</param>
internal sealed record GitSettings(GitSettings.Ending End, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Kinds of git's end.</summary>
    internal enum Ending
    {
        /// <summary>git succeeded, perhaps with no settings.</summary>
        Answered,

        /// <summary>git failed, for example because it cannot read the repository.</summary>
        Failed,

        /// <summary>git did not end in time and was killed.</summary>
        Late,
    }
}
