namespace BotBottle.Controller.Shared;

/// <summary>Describes in one sentence why a file that the operator named cannot be used.</summary>
internal static class FileTrouble
{
    /// <summary>Gets the sentence for an exception.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The name that the operator gave.</param>
    /// <param name="failure">The exception that reading the file threw.</param>
    public static string Say(string path, string name, Exception failure) =>
        Directory.Exists(path) ? IsFolder(name) : failure switch
        {
            FileNotFoundException or DirectoryNotFoundException => $"there is no file {name}",
            UnauthorizedAccessException => $"{name} cannot be read: you have no permission to",
            _ => $"{name} cannot be read: {failure.Message}",
        };

    /// <summary>Gets the sentence about a folder that was given in place of a file.</summary>
    public static string IsFolder(string name) => $"{name} is a folder; name a file";
}
