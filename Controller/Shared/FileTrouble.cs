namespace BotBottle.Controller.Shared;

/// <summary>What is wrong with a file that was named, in one sentence for a person.</summary>
internal static class FileTrouble
{
    /// <summary>The sentence.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">How the operator named it.</param>
    /// <param name="failure">What reading it threw.</param>
    public static string Say(string path, string name, Exception failure) =>
        Directory.Exists(path) ? IsFolder(name) : failure switch
        {
            FileNotFoundException or DirectoryNotFoundException => $"there is no file {name}",
            UnauthorizedAccessException => $"{name} cannot be read: you have no permission to",
            _ => $"{name} cannot be read: {failure.Message}",
        };

    /// <summary>The sentence about a folder where a file is meant.</summary>
    public static string IsFolder(string name) => $"{name} is a folder; name a file";
}
