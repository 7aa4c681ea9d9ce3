namespace BotBottle.Controller.Shared;

/// <summary>What tells that a file was written again, without reading it.</summary>
/// <param name="Time">When it was last written.</param>
/// <param name="Length">Its bytes; -1 where there is none.</param>
internal sealed record FileStamp(DateTime Time, long Length)
{
    /// <summary>The present stamp of a file.</summary>
    public static FileStamp Of(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? new FileStamp(file.LastWriteTimeUtc, file.Length) : new FileStamp(default, -1);
    }
}
