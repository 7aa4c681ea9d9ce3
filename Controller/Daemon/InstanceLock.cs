namespace BotBottle.Controller.Daemon;

/// <summary>Allows one controller per home, by an flock that ends with the process in every case.</summary>
internal sealed class InstanceLock : IDisposable
{
    private readonly FileStream _file;

    private InstanceLock(FileStream file) => _file = file;

    /// <summary>Takes the lock; null if another controller has it.</summary>
    /// <exception cref="UnauthorizedAccessException">The file belongs to another user.</exception>
    public static InstanceLock? TryTake(string path)
    {
        try
        {
            return new InstanceLock(new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 0,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
