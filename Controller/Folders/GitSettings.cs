namespace BotBottle.Controller.Folders;

/// <summary>What git said of the settings that were asked for.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Values">The operator's, by name; the last of each holds.</param>
internal sealed record GitSettings(GitSettings.Ending End, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>How git ended.</summary>
    internal enum Ending
    {
        /// <summary>It answered, perhaps that there are none.</summary>
        Answered,

        /// <summary>It failed: over a repository that it cannot read, for one.</summary>
        Failed,

        /// <summary>It did not end in time and was killed.</summary>
        Late,
    }
}
