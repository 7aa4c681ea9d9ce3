namespace BotBottle.Controller.Shared;

/// <summary>Modification time and length of a file: they show that a file was written again, without reading it.</summary>
/// <param name="Time">Time of the last write.</param>
/// <param name="Length">Length in bytes; -1 if the file does not exist.</param>
internal sealed record FileStamp(DateTime Time, long Length)
{
    /// <summary>Gets the present stamp of a file.</summary>
    public static FileStamp Of(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? new FileStamp(file.LastWriteTimeUtc, file.Length) : new FileStamp(default, -1);
    }
}
