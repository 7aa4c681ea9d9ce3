using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Core.Logins;

/// <summary>
/// The files of the kept logins: <c>logins/AGENT/NAME.json</c> of our home, mode 0600, in folders of mode 0700. The verbs write them, and so does each proxy
/// that refreshes one. Who changes a file holds its lock, and a new text is on the disk before its name leads to it. Core does no other input and output but
/// that of its client; both programs need this one.
/// </summary>
public static partial class LoginStore
{
    private const int MaxBytes = 256 * 1024;

    /// <summary>Room for a login, set aside before the vendor is asked: a full disk must not lose tokens that replace the old ones.</summary>
    private const int Room = 64 * 1024;

    private const int WouldBlock = 11; // EWOULDBLOCK
    private const int WouldBlockOnMac = 35;

    private const string Extension = ".json";
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The path of a login's file.</summary>
    /// <param name="folder">The folder of all logins.</param>
    /// <param name="use">The login.</param>
    public static string PathOf(string folder, LoginUse use) => Path.Combine(folder, use.Agent, use.Name + Extension);

    /// <summary>Lists the logins by their files' names.</summary>
    /// <param name="folder">The folder of all logins.</param>
    public static IReadOnlyList<LoginUse> List(string folder) =>
    [
        .. LoginAgent.All.Where(agent => Directory.Exists(Path.Combine(folder, agent.Name)))
            .SelectMany(agent => Directory.EnumerateFiles(Path.Combine(folder, agent.Name), "*" + Extension)
                .Select(file => new LoginUse(agent.Name, Path.GetFileNameWithoutExtension(file)))
                .Where(use => LoginUse.IsName(use.Name)).OrderBy(use => use.Name, StringComparer.Ordinal)),
    ];

    /// <summary>Reads a login.</summary>
    /// <param name="path">Its file.</param>
    /// <exception cref="IOException">The file is missing, cannot be read, is no login, or other users may read it. The message quotes no value.</exception>
    public static Login Read(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if ((File.GetUnixFileMode(file) & ~Owner) != 0)
            {
                throw new IOException($"other users may use {path}; run chmod 600 on it, or keep the login anew");
            }

            byte[] text = new byte[Math.Min(RandomAccess.GetLength(file), MaxBytes)];
            int length = RandomAccess.Read(file, text, 0);
            Login login = Login.Parse(text.AsSpan(0, length));
            return Path.GetFileNameWithoutExtension(path) == login.Name && Path.GetFileName(Path.GetDirectoryName(path)) == login.Agent
                ? login : throw new IOException($"{path} holds another login than its name says");
        }
        catch (FormatException wrong)
        {
            throw new IOException($"{path} cannot be used: {wrong.Message}", wrong);
        }
        catch (UnauthorizedAccessException wrong)
        {
            throw new IOException(wrong.Message, wrong);
        }
    }

    /// <summary>Takes the lock of a login's file, which ends with the process that holds it; null if another process, or another holder here, has it.</summary>
    /// <param name="path">The login's file; its folder exists.</param>
    /// <exception cref="IOException">The lock file cannot be opened.</exception>
    public static IDisposable? TryLock(string path)
    {
        try
        {
            // Without sharing the runtime takes flock(2), which is of the open file: it tells apart two holders in one process too.
            return new FileStream(path + ".lock", new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = Owner, BufferSize = 0,
            });
        }
        catch (IOException held) when (held.HResult is WouldBlock or WouldBlockOnMac)
        {
            return null;
        }
        catch (UnauthorizedAccessException wrong)
        {
            throw new IOException(wrong.Message, wrong);
        }
    }

    /// <summary>Writes a login. The caller holds its lock.</summary>
    /// <param name="path">Its file; the folder exists.</param>
    /// <param name="login">The login.</param>
    /// <exception cref="IOException">It cannot be written; the old file stays.</exception>
    public static void Write(string path, Login login)
    {
        using Replacement room = Reserve(path);
        room.Commit(login);
    }

    /// <summary>Makes the folder of a login's file, for its owner alone.</summary>
    /// <param name="path">The login's file.</param>
    public static void MakeFolder(string path) =>
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, Owner | UnixFileMode.UserExecute);

    /// <summary>Sets room aside for a login's new text. The caller holds its lock, so whatever a killed process left of another one is removed.</summary>
    /// <param name="path">Its file; the folder exists.</param>
    /// <exception cref="IOException">There is no room, or the folder cannot be written.</exception>
    public static Replacement Reserve(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        string prefix = $".{Path.GetFileName(path)}.";
        string other = Path.Combine(folder, $"{prefix}{Guid.NewGuid():N}");
        try
        {
            foreach (string left in Directory.EnumerateFiles(folder, prefix + "*").Where(file => Path.GetFileName(file).Length == prefix.Length + 32).ToArray())
            {
                File.Delete(left);
            }

            FileStream file = new(other, new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, UnixCreateMode = Owner, BufferSize = 0,
            });
            try
            {
                file.Write(new byte[Room]);
                file.Flush(flushToDisk: true);
                return new Replacement(path, other, file);
            }
            catch
            {
                file.Dispose();
                File.Delete(other);
                throw;
            }
        }
        catch (UnauthorizedAccessException wrong)
        {
            throw new IOException(wrong.Message, wrong);
        }
    }

    /// <summary>Removes a login. The lock file stays: a proxy that waits for it must not find another one of that name.</summary>
    /// <param name="path">Its file.</param>
    public static void Remove(string path) => File.Delete(path);

    /// <summary>Room on the disk that becomes a login's file.</summary>
    public sealed class Replacement : IDisposable
    {
        private readonly string _path;
        private readonly string _other;
        private readonly FileStream _file;
        private bool _isDone;

        internal Replacement(string path, string other, FileStream file) => (_path, _other, _file) = (path, other, file);

        /// <summary>Writes the login, and gives it the file's name when it is on the disk.</summary>
        /// <exception cref="IOException">It cannot be written; the old file stays.</exception>
        public void Commit(Login login)
        {
            byte[] text = login.ToJson();
            _file.Position = 0;
            _file.Write(text);
            _file.SetLength(text.Length);
            _file.Flush(flushToDisk: true);
            File.Move(_other, _path, overwrite: true);
            _isDone = true;
            FlushFolder(Path.GetDirectoryName(_path)!);
        }

        /// <summary>Gives the room back if nothing was committed.</summary>
        public void Dispose()
        {
            _file.Dispose();
            if (!_isDone)
            {
                File.Delete(_other);
            }
        }
    }

    // Without it a power cut could bring back the old file, whose refresh token the vendor does not accept any more.
    private static void FlushFolder(string folder)
    {
        int descriptor = OpenRead(folder, 0);
        if (descriptor >= 0)
        {
            _ = Synchronize(descriptor);
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenRead(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
