using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Workspaces;

/// <summary>The bytes of the owner's index, as they were, so that it can be put back: entries alone do not say which files git is only to expect.</summary>
internal sealed class OwnerIndex
{
    private const int Most = 1 << 30;

    private readonly string _file;
    private readonly byte[]? _bytes;
    private readonly DateTime _changed;

    /// <summary>Reads it.</summary>
    /// <exception cref="WorkspaceException">It is no file, or too large.</exception>
    public OwnerIndex(HostRepository repository)
    {
        _file = Path.Combine(repository.GitFolder, "index");
        try
        {
            if (FileFacts.TryOf(_file, Links.Refuse) is not null)
            {
                using SafeFileHandle file = RegularFile.Open(_file, Links.Refuse);
                _changed = File.GetLastWriteTimeUtc(file);
                _bytes = RegularFile.Read(file, Most);
            }
        }
        catch (IOException odd)
        {
            throw new WorkspaceException($"the index of {repository.Root} cannot be read: {odd.Message}", odd);
        }
    }

    /// <summary>Puts it back as git does: under the lock, by rename. Where another git has the lock, it stays as it is.</summary>
    public void PutBack()
    {
        string locked = $"{_file}.lock";
        try
        {
            using FileStream file = new(locked, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            file.Write(_bytes);
        }
        catch (IOException)
        {
            return;
        }

        if (_bytes is not null)
        {
            File.SetLastWriteTimeUtc(locked, _changed); // as in RegularFile.CopyWithTime
            File.Move(locked, _file, overwrite: true);
            return;
        }

        File.Delete(_file);
        File.Delete(locked);
    }
}
